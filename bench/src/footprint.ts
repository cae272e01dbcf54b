/** What an idle agent and coordinator cost. */
import { cpuSeconds, Programs, pause, residentMiB } from './programs.js';
import type { Figure } from './report.js';

const IDLE_MS = 30_000;
const SETTLE_MS = 5_000;

export function footprint(note: (text: string) => void): Promise<Figure[]> {
  return Programs.with(async (programs) => {
    const coordinator = await programs.coordinator();
    const agent = await programs.agent('a', coordinator);
    const [agentPid, coordinatorPid] = [agent.child.pid, coordinator.child.pid];
    note(`  idle for ${IDLE_MS / 1000} s`);
    await pause(SETTLE_MS);
    const before = [await cpuSeconds(agentPid), await cpuSeconds(coordinatorPid)];
    await pause(IDLE_MS);
    const after = [await cpuSeconds(agentPid), await cpuSeconds(coordinatorPid)];
    const share = (at: number) => (100 * 1000 * ((after[at] ?? 0) - (before[at] ?? 0))) / IDLE_MS;
    const figure = (name: string, value: number, unit: string, goal?: string): Figure => ({
      benchmark: 'footprint',
      figure: name,
      value,
      unit,
      ...(goal && { goal }),
    });
    return [
      figure('agent, start to ready', agent.startMs, 'ms'),
      figure('agent, resident, idle', await residentMiB(agentPid), 'MiB', '<= 60'),
      figure('agent, CPU, idle', share(0), '% core', '<= 0.5'),
      figure('coordinator, start to ready', coordinator.startMs, 'ms'),
      figure('coordinator, resident, idle', await residentMiB(coordinatorPid), 'MiB'),
      figure('coordinator, CPU, idle', share(1), '% core'),
    ];
  });
}
