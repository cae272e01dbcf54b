#!/bin/sh
# The Berth agent of this host: start, stop, status, uninstall. Workloads outlive the agent.
set -u
prefix='@PREFIX@'
home=$prefix/opt/berth
unit=/etc/systemd/system/berth-agent.service
init=$prefix/etc/init.d/berth-agent
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
. "$home/agent.conf" || exit 1
log=$data/agent.log
pidfile=$data/supervisor.pid

fail() { echo "berth-agent: $1" >&2; exit 1; }

# Only the host itself has a systemd, not a prefix.
by_systemd() { [ -z "$prefix" ] && [ -d /run/systemd/system ]; }

# Ours, and not another process that got the number of an older one.
supervisor() {
  { read -r pid < "$pidfile"; } 2>/dev/null || return 1
  tr '\0' ' ' < "/proc/$pid/cmdline" 2>/dev/null | grep -qF "$home/bin/berth-agent supervise"
}

running() {
  if by_systemd; then systemctl is-active --quiet berth-agent; else supervisor; fi
}

# It is told where it was installed: only where this script looks after new versions may it begin one.
# It waits most of its life: little memory is worth more to its host than fast code (node-flags, of its version).
agent() {
  export BERTH_INSTALLED="$home" MALLOC_ARENA_MAX=1
  node_flags=
  { read -r node_flags < "$home/current/node-flags"; } 2>/dev/null
  exec "$node" $node_flags "$home/current/main.mjs" --data "$data" $flags "$@"
}

# A new version is on trial until it has reached a coordinator and has what that wants: for $trial seconds from each start, and
# three starts. Then the one before comes back, and the new one is remembered. See agent/src/updates.
read_trial() {
  { read -r digest previous attempt starts version < "$home/trial"; } 2>/dev/null || return 1
  [ "$(readlink "$home/current")" = "versions/$digest" ] && [ -e "$home/versions/$previous/main.mjs" ] && return
  # Not begun, or nothing to go back to.
  rm -f "$home/trial"
  return 1
}

guard() {
  read_trial || return 0
  if [ "$starts" -ge 3 ]; then
    fall_back ended "it ended $starts times before it had reached a coordinator"
  # What cannot be counted is not tried.
  elif ! { echo "$digest $previous $attempt $((starts + 1)) $version" > "$home/trial.new" && mv -f "$home/trial.new" "$home/trial"; }; then
    fall_back ended "its starts could not be counted: is the disk full?"
  else
    (watch_trial $$ > /dev/null 2>&1 < /dev/null &)
  fi
}

# Process $1 is the agent soon.
watch_trial() {
  waited=0
  while [ "$waited" -lt "${trial:-300}" ]; do
    sleep 1
    waited=$((waited + 1))
    [ -s "$home/trial" ] && [ -d "/proc/$1" ] || return
  done
  read_trial || return
  fall_back silent "it did not reach a coordinator within ${trial:-300} s"
  kill -KILL "$1"
}

# First what is remembered, then the way back, then the trial is over: may be cut off anywhere.
fall_back() {
  { cat "$home/failed" 2>/dev/null; echo "$digest $attempt $1 $version $2"; } > "$home/failed.new" && mv -f "$home/failed.new" "$home/failed"
  rm -f "$home/.back"
  ln -s "versions/$previous" "$home/.back"
  mv -fT "$home/.back" "$home/current" 2>/dev/null || { rm -f "$home/current"; mv "$home/.back" "$home/current"; }
  rm -f "$home/trial"
  sync
  echo "berth-agent: version $version is given up, and the one before comes back: $2" >&2
}

# Starts the agent again when it ends: after 1 s, then 2, ... 60, and 1 again once it ran for a minute.
supervise() {
  child=; stopping=; pause=1
  trap 'stopping=yes; [ -n "$child" ] && kill -TERM "$child" 2>/dev/null' TERM INT
  trap '' HUP
  echo $$ > "$pidfile"
  while [ -z "$stopping" ]; do
    [ "$(wc -c < "$log" 2>/dev/null || echo 0)" -gt 1048576 ] && mv -f "$log" "$log.1"
    began=$(date +%s)
    "$home/bin/berth-agent" run >> "$log" 2>&1 &
    child=$!
    while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
    child=
    [ -n "$stopping" ] && break
    # It wants to start again, as another version.
    [ "$code" = 0 ] && pause=1
    echo "berth-agent: ended with code $code, starts again in $pause s" >> "$log"
    sleep "$pause" & wait $!
    if [ $(($(date +%s) - began)) -gt 60 ]; then pause=1; else pause=$((pause * 2)); fi
    [ $pause -gt 60 ] && pause=60
  done
  rm -f "$pidfile"
}

start() {
  running && return
  rm -f "$data/ready.json" "$data/refused"
  if by_systemd; then systemctl start berth-agent; return; fi
  setsid "$home/bin/berth-agent" supervise < /dev/null > /dev/null 2>&1 &
  tries=0
  until supervisor; do
    tries=$((tries + 1))
    [ $tries -lt 30 ] || fail "the supervisor does not start"
    sleep 1
  done
}

stop() {
  if by_systemd; then systemctl stop berth-agent; return; fi
  supervisor || return 0
  kill -TERM "$pid"
  tries=0
  while [ -d "/proc/$pid" ] && [ $tries -lt 30 ]; do tries=$((tries + 1)); sleep 1; done
  [ ! -d "/proc/$pid" ] || fail "the agent does not end: process $pid"
}

# Until the coordinator has welcomed it.
wait_ready() {
  tries=0
  while [ $tries -lt 60 ]; do
    [ -s "$data/ready.json" ] && return
    [ -s "$data/refused" ] && fail "installed and started, but refused: $(cat "$data/refused")"
    tries=$((tries + 1))
    sleep 1
  done
  fail "installed and started, but not connected after 60 s: $(last_words)"
}

last_words() {
  if by_systemd; then journalctl -u berth-agent -n 1 -o cat; else grep -v '^berth-agent: ' "$log" | tail -n 1; fi
}

name() { sed -n 's/.*"node":"\([^"]*\)".*/\1/p' "$data/ready.json" 2>/dev/null; }

# At boot.
enable() {
  if by_systemd; then
    cat > "$unit" <<UNIT
[Unit]
Description=Berth agent: runs what the coordinator places on this host
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=$home/bin/berth-agent run
# Workloads outlive the agent.
KillMode=process
Restart=always
RestartSec=2
Delegate=yes
TasksMax=infinity
LimitNOFILE=65536
UMask=0027
# Workloads inherit what is said here: only what none of them needs is taken away.
LockPersonality=yes
ProtectClock=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes

[Install]
WantedBy=multi-user.target
UNIT
    systemctl daemon-reload && systemctl enable --quiet berth-agent
  elif [ -d "$prefix/etc/init.d" ]; then
    if command -v openrc-run >/dev/null 2>&1; then openrc_script; else sysv_script; fi > "$init"
    chmod 755 "$init"
    [ -n "$prefix" ] && return
    if command -v rc-update >/dev/null 2>&1; then rc-update -q add berth-agent default
    elif command -v update-rc.d >/dev/null 2>&1; then update-rc.d berth-agent defaults >/dev/null; fi
  else
    echo "berth-agent: nothing here starts programs at boot: have \`$home/bin/berth-agent start\` run then"
  fi
}

openrc_script() {
  cat <<INIT
#!/sbin/openrc-run
description="Berth agent"
depend() { need net; after firewall; }
start() { $home/bin/berth-agent start; }
stop() { $home/bin/berth-agent stop; }
status() { $home/bin/berth-agent status; }
INIT
}

sysv_script() {
  cat <<INIT
#!/bin/sh
### BEGIN INIT INFO
# Provides:          berth-agent
# Required-Start:    \$network \$remote_fs
# Required-Stop:     \$network \$remote_fs
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: Berth agent
### END INIT INFO
exec $home/bin/berth-agent "\$1"
INIT
}

disable() {
  if by_systemd; then
    systemctl disable --quiet berth-agent
    rm -f "$unit"
    systemctl daemon-reload
  elif [ -e "$init" ]; then
    if [ -z "$prefix" ] && command -v rc-update >/dev/null 2>&1; then rc-update -q del berth-agent default; fi
    rm -f "$init"
    if [ -z "$prefix" ] && command -v update-rc.d >/dev/null 2>&1; then update-rc.d berth-agent remove >/dev/null; fi
  fi
}

# Supervisors of runs name their folder as an argument.
workloads() {
  count=0
  for file in "$data"/runs/*/*/pid; do
    { read -r run boot < "$file"; } 2>/dev/null || continue
    tr '\0' ' ' < "/proc/$run/cmdline" 2>/dev/null | grep -qF "${file%/pid} " && count=$((count + 1))
  done
  echo $count
}

uninstall() {
  [ "$(id -u)" = 0 ] || fail "this needs root"
  count=$(workloads)
  if [ "$count" -gt 0 ]; then
    [ "${1:-}" = --stop-workloads ] || fail "$count workloads run here: drain the node first, or add --stop-workloads"
  fi
  node_name=$(name)
  stop
  if [ "$(workloads)" -gt 0 ]; then
    (agent --stop-workloads --log-level error) > /dev/null || fail "could not stop the workloads: nothing was removed"
    [ "$(workloads)" = 0 ] || fail "$(workloads) workloads do not end: nothing was removed"
  fi
  disable
  rm -rf "$home" "$data"
  for folder in $made /sys/fs/cgroup/*/berth /sys/fs/cgroup/berth; do rmdir "$folder" 2>/dev/null; done
  echo "berth-agent: nothing is left here. The cluster still lists the node: berth node rm ${node_name:-NODE}"
}

case ${1:-} in
  run) guard; agent ;;
  supervise) supervise ;;
  start) start ;;
  stop) stop ;;
  restart) stop; start ;;
  wait) wait_ready ;;
  enable) enable ;;
  name) name ;;
  status)
    running || { echo "berth-agent: stopped; $(workloads) workloads run"; exit 3; }
    echo "berth-agent $(cat "$home/current/VERSION"): $(name) runs, with $(workloads) workloads"
    ! read_trial || echo "berth-agent: this version is on trial, the one before was $(cat "$home/versions/$previous/VERSION")"
    ;;
  uninstall) shift; uninstall "$@" ;;
  *) echo "usage: berth-agent start|stop|restart|status|run|uninstall [--stop-workloads]" >&2; exit 2 ;;
esac
exit
