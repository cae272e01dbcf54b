/**
 * The supervisor of one run: a small POSIX shell that outlives the agent, keeps the exit code, and ends an exclusive run
 * when nobody moves its fence any more. It leads a session and process group of its own; the workload is its child.
 *
 * Arguments: attempt folder, stop signal, grace in whole seconds, "fenced" or "free", the workload's PATH,
 * "deaf" when the command opens its own ears (a sandbox, whose outer processes must not die of a signal to the group),
 * cgroup folders, "--", the command. Making the attempt folder is the claim: whoever makes it first, the supervisor or a later
 * agent that asks whether this start ever happened, decides. The command is never read by the shell, only executed.
 *
 * The workload runs in the foreground: a shell starts what is in the background with SIGINT and SIGQUIT ignored, for
 * good. It replaces a subshell, so that what the shell says of its end does not stand in its output. Notes are written
 * without another process, which could be killed with the rest. The watchdog ignores every stop signal, because it sends
 * one to its own group. A fenced run ends completely also when no agent is there: the end of the workload is the end of
 * everything in its cgroup and group.
 */
export const LAUNCH_SCRIPT = `
attempt=$1; signal=$2; grace=$3; mode=$4; runpath=$5; ears=$6; shift 6
signals='TERM INT HUP QUIT USR1 USR2 ALRM ABRT WINCH'
mkdir "$attempt" 2>/dev/null || exit 125
group=
while [ "$1" != -- ]; do
  { echo $$ > "$1/cgroup.procs"; } 2>/dev/null && group=$1
  shift
done
shift
kill_rest() {
  read -r self rest < /proc/self/stat
  more=yes; rounds=0
  while [ -n "$more" ] && [ $rounds -lt 100 ]; do
    more=; rounds=$((rounds + 1))
    while read -r pid; do
      case $pid in $$|$self) ;; *) kill -KILL "$pid" && more=yes ;; esac
    done < "$group/cgroup.procs"
  done
}
in_time() {
  read -r fence < "$attempt.fence" && read -r now rest < /proc/uptime && [ "\${now%.*}" -lt "$fence" ]
}
watch_fence() {
  while in_time; do sleep 1; done
  kill -s "$signal" -- -$$
  sleep "$grace"
  if [ -n "$group" ]; then
    kill_rest
    sleep 2
  fi
  [ -e "$attempt/exit" ] || echo 137 > "$attempt/exit"
  kill -KILL -- -$$
}
read -r boot < /proc/sys/kernel/random/boot_id
echo "$$ $boot" > "$attempt/pid"
if [ "$mode" = fenced ]; then
  trap '' $signals
  in_time || { echo 137 > "$attempt/exit"; exit 0; }
  watch_fence 2>/dev/null &
fi
trap : $signals
exec 3>&2 2>/dev/null
(
  [ "$ears" = deaf ] && trap '' $signals
  PATH=$runpath exec "$@" 2>&3 3>&-
)
echo $? > "$attempt/exit"
if [ "$mode" = fenced ]; then
  [ -n "$group" ] && kill_rest
  kill -KILL -- -$$
fi
exit 0
`;
