/**
 * The supervisor of one run: a small POSIX shell that outlives the agent, keeps the exit code, and ends an exclusive run
 * when nobody moves its fence any more. It leads a session and process group of its own; the workload is its child.
 *
 * Arguments: attempt folder, stop signal, grace in whole seconds, "fenced" or "free", cgroup folders, "--", the command.
 * Making the attempt folder is the claim: whoever makes it first, the supervisor or a later agent that asks whether this
 * start ever happened, decides. The command is never read by the shell, only executed.
 */
export const LAUNCH_SCRIPT = `
attempt=$1; signal=$2; grace=$3; mode=$4; shift 4
mkdir "$attempt" 2>/dev/null || exit 125
group=
while [ "$1" != -- ]; do
  echo $$ > "$1/cgroup.procs" 2>/dev/null && group=$1
  shift
done
shift
echo $$ > "$attempt/pid.new" && mv "$attempt/pid.new" "$attempt/pid"
trap : TERM INT HUP QUIT USR1 USR2 ALRM
"$@" &
child=$!
if [ "$mode" = fenced ]; then
  (
    while read -r fence < "$attempt.fence" && read -r now rest < /proc/uptime && [ "\${now%.*}" -lt "$fence" ]; do
      sleep 1
    done
    kill -s "$signal" -- -$$
    sleep "$grace"
    if [ -n "$group" ]; then
      while read -r pid; do [ "$pid" = $$ ] || kill -KILL "$pid"; done < "$group/cgroup.procs"
    fi
    kill -KILL -- -$$
  ) 2>/dev/null &
  watchdog=$!
fi
while :; do
  wait $child
  code=$?
  kill -0 $child 2>/dev/null || break
done
echo $code > "$attempt/exit.new" && mv "$attempt/exit.new" "$attempt/exit"
[ -n "$watchdog" ] && kill -KILL $watchdog 2>/dev/null
exit 0
`;
