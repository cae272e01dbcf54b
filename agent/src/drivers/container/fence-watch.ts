/**
 * Ends the container of an exclusive run when nobody moves its fence any more: a small shell on the host that needs
 * neither the agent nor the engine. It signals the first process of the container, with which all of it ends; a process
 * with the same number and another start time is not it.
 */
import { spawn } from 'node:child_process';

/** Arguments: pid, its start time in ticks, fence file, signal, grace in whole seconds. */
const WATCH_SCRIPT = `
pid=$1; ticks=$2; fence_file=$3; signal=$4; grace=$5
trap '' TERM INT HUP QUIT USR1 USR2
alive() {
  read -r stat < "/proc/$pid/stat" || return 1
  set -- \${stat##*) }
  shift 19
  [ "$1" = "$ticks" ]
}
while alive; do
  if ! { read -r fence < "$fence_file" && read -r now rest < /proc/uptime && [ "\${now%.*}" -lt "$fence" ]; }; then
    alive && kill -s "$signal" "$pid"
    while [ "$grace" -gt 0 ] && alive; do
      grace=$((grace - 1))
      sleep 1
    done
    alive && kill -KILL "$pid"
    exit 0
  fi
  sleep 1
done
`;

export type FenceWatch = {
  readonly pid: number;
  readonly startTicks: number;
  readonly fenceFile: string;
  /** "SIGTERM". */
  readonly signal: string;
  readonly graceMs: number;
};

export function watchFence({ pid, startTicks, fenceFile, signal, graceMs }: FenceWatch): void {
  const [name, grace] = [signal.replace(/^SIG/, ''), String(Math.ceil(graceMs / 1000))];
  const args = ['-c', WATCH_SCRIPT, 'berth-fence', String(pid), String(startTicks), fenceFile, name, grace];
  const child = spawn('/bin/sh', args, {
    detached: true,
    stdio: 'ignore',
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
  });
  child.on('error', () => {});
  child.unref();
}
