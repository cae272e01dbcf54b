/**
 * Drops packets in the kernel, by port and direction: what a broken link does to TCP, from lost handshakes to resets that
 * never come. Only in a network namespace that is this process' own, so that nobody else can be hit.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

export type DropRule = {
  /** Of a listener on loopback. */
  readonly port: number;
  /** `out`: packets to the listener; `back`: from it. */
  readonly direction: 'out' | 'back';
  /** Of the packets, 0 to 1. */
  readonly share: number;
};

/** Set in the environment by who made the namespace. */
export const OWN_NETWORK = 'BERTH_OWN_NETWORK';
const TABLE = 'inet berth-faults';

export function hasOwnNetwork(): boolean {
  return process.env[OWN_NETWORK] === '1';
}

/** The words before a command that gives it such a namespace, with loopback up; undefined where that cannot be had. */
export function ownNetworkCommand(): readonly string[] | undefined {
  const script = 'ip link set lo up && nft list ruleset && exec "$@"';
  const words = ['unshare', '--net', 'sh', '-c', script, 'sh'];
  const [command = '', ...rest] = [...words, 'true'];
  return spawnSync(command, rest, { stdio: 'ignore' }).status === 0 ? words : undefined;
}

/** These rules, and no others. */
export async function setDropRules(rules: readonly DropRule[]): Promise<void> {
  const lines = rules.map(({ port, direction, share }) => {
    const some = share >= 1 ? '' : ` numgen random mod 1000 < ${Math.round(1000 * share)}`;
    return `tcp ${direction === 'out' ? 'dport' : 'sport'} ${port}${some} drop`;
  });
  const chain = ['type filter hook input priority 0; policy accept;', ...lines].join('\n');
  await nft(`table ${TABLE}\ndelete table ${TABLE}\ntable ${TABLE} {\nchain input {\n${chain}\n}\n}\n`);
}

async function nft(script: string): Promise<void> {
  const child = spawn('nft', ['-f', '-'], { stdio: ['pipe', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => {
    stderr += data;
  });
  child.stdin.end(script);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`nft: ${stderr.trim()}`);
}
