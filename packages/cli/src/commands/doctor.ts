/** `berth doctor`: looks at this machine, every coordinator, NATS and the nodes; one line each, with what to do. */
import type { BerthClient } from '@berth/client';
import { BerthError, type CoordinatorView, EXIT, isolationOf, type NodeSummary } from '@berth/core';
import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';
import { paint, wrap } from '../render.js';
import { type Finding, ofCoordinator, ofDiagnosis, ofNatsMonitor } from './findings.js';

export type DoctorOptions = CommonOptions & { readonly natsMonitor?: readonly string[] };

/** Returns the exit code: 1 when something failed. */
export async function doctor(options: DoctorOptions, effects: Effects): Promise<number> {
  const findings = [nodeVersion(effects), cgroups(effects)];
  findings.push(...(await withClient(options, effects, (client) => ofCluster(client, options, effects))));
  for (const url of options.natsMonitor ?? []) findings.push(await natsMonitor(url, effects));
  if (!printJson(options, effects, findings)) {
    const colours = { ok: 'green', warn: 'yellow', fail: 'red' } as const;
    for (const { check, result, detail, todo } of findings) {
      const advice = todo === undefined ? '' : `: ${todo}`;
      const [first = '', ...more] = wrap(`${check}: ${detail}${advice}`, effects.columns - 5);
      const lines = [`${paint(effects, colours[result], result.padEnd(4))} ${first}`];
      effects.out(`${[...lines, ...more.map((line) => `     ${line}`)].join('\n')}\n`);
    }
  }
  return findings.some(({ result }) => result === 'fail') ? EXIT.failed : EXIT.done;
}

function nodeVersion({ host }: Effects): Finding {
  const [major = 0, minor = 0] = host.nodeVersion.replace('v', '').split('.').map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  if (enough) return { check: 'Node.js', result: 'ok', detail: host.nodeVersion };
  const todo = 'install Node.js 20.19 or newer';
  return { check: 'Node.js', result: 'fail', detail: `${host.nodeVersion} is too old`, todo };
}

function cgroups({ host }: Effects): Finding {
  if (host.cgroups !== 'none') return { check: 'cgroups', result: 'ok', detail: host.cgroups };
  const detail = 'cannot be written here, so workloads run without limits';
  return { check: 'cgroups', result: 'warn', detail, todo: 'run the agent as root, or delegate a group' };
}

async function ofCluster(client: BerthClient, options: CommonOptions, effects: Effects): Promise<Finding[]> {
  const address = options.address ?? effects.defaultAddress;
  let findings: Finding[];
  try {
    const { version, epoch, blockedWorkloads } = await client.info();
    const waiting = `${blockedWorkloads} workloads wait`;
    findings = [
      { check: 'coordinator', result: 'ok', detail: `${address}, version ${version}, epoch ${epoch}` },
      ...(await ofCoordinators(await client.listCoordinators(), client, effects)),
      ...ofNodes((await client.listNodes()).nodes),
      ...(blockedWorkloads > 0
        ? [{ check: 'room', result: 'warn', detail: waiting, todo: '`berth status`' } as const]
        : []),
    ];
  } catch (thrown) {
    const todo = 'start one by `berth up` or `berth coordinator`, or name it by --address';
    return [{ check: 'coordinator', result: 'fail', detail: BerthError.from(thrown).message, todo }];
  }
  // Last, because it reads all of it; where the ledger cannot be reached, there would be no answer.
  const isCutOff = findings.some(({ check, result }) => check.startsWith('ledger of') && result === 'fail');
  return isCutOff ? findings : [...findings, await ofChain(client)];
}

async function ofChain(client: BerthClient): Promise<Finding> {
  const check = await client.verifyLedger().catch((thrown: unknown) => BerthError.from(thrown));
  if (!(check instanceof BerthError) && check.ok)
    return { check: 'ledger', result: 'ok', detail: check.message };
  const isUnread = check instanceof BerthError && ['timed_out', 'unreachable'].includes(check.code);
  const todo = isUnread ? 'look at NATS first' : 'see docs/replicated.md, "When the stream is refused"';
  return { check: 'ledger', result: 'fail', detail: check.message, todo };
}

/** Each is asked by itself, at the address that it tells the others. */
async function ofCoordinators(
  coordinators: readonly CoordinatorView[],
  asked: BerthClient,
  effects: Effects,
): Promise<Finding[]> {
  const isReplicated = coordinators.some(({ control }) => control !== '');
  if (!isReplicated) return ofDiagnosis('coordinator', await timedDiagnosis(asked, effects));
  const findings = coordinators.map(async (view): Promise<Finding[]> => {
    const client = effects.connect(view.control);
    try {
      return [ofCoordinator(view), ...ofDiagnosis(view.name, await timedDiagnosis(client, effects))];
    } catch (thrown) {
      const detail = BerthError.from(thrown).message;
      const todo = 'look whether it runs; others reach it by --advertise';
      return [ofCoordinator(view), { check: view.name, result: 'fail', detail, todo }];
    } finally {
      client.close();
    }
  });
  const leaders = coordinators.filter(({ role }) => role === 'leader').length;
  const lead: Finding[] =
    leaders === 1
      ? []
      : [
          {
            check: 'leader',
            result: 'fail',
            detail: 'nobody leads',
            todo: 'wait some seconds, then look at NATS',
          },
        ];
  return [...lead, ...(await Promise.all(findings)).flat()];
}

async function timedDiagnosis(client: BerthClient, { clock }: Effects) {
  // The first call connects: what it lasts says nothing of the way.
  await client.info();
  const sentMs = clock.nowMs();
  const diagnosis = await client.diagnose();
  return { diagnosis, sentMs, gotMs: clock.nowMs() };
}

async function natsMonitor(url: string, effects: Effects): Promise<Finding> {
  try {
    return ofNatsMonitor(url, await effects.getJson(`${url.replace(/\/$/, '')}/jsz?config=true`));
  } catch (thrown) {
    const todo = 'start nats-server with -m PORT, or look into its configuration';
    return { check: `NATS at ${url}`, result: 'fail', detail: BerthError.from(thrown).message, todo };
  }
}

function ofNodes(nodes: readonly NodeSummary[]): Finding[] {
  if (nodes.length === 0) return [{ check: 'nodes', result: 'warn', detail: 'none', todo: 'start an agent' }];
  const findings: Finding[] = [];
  const away = nodes.filter((node) => node.connection !== 'up').map((node) => node.id);
  if (away.length > 0) {
    const todo = 'look whether their agents run, and reach a coordinator';
    findings.push({ check: 'nodes', result: 'warn', detail: `no contact with ${away.join(', ')}`, todo });
  } else findings.push({ check: 'nodes', result: 'ok', detail: `${nodes.length} up` });
  const plain = nodes.filter((node) => node.attributes.cgroups === 'none').map((node) => node.id);
  if (plain.length > 0) {
    const detail = `not enforced on ${plain.join(', ')}: no cgroups there`;
    const todo = 'run the agent as root, or delegate a group';
    findings.push({ check: 'limits', result: 'warn', detail, todo });
  }
  const kernels = new Map<string, number>();
  for (const { attributes } of nodes) {
    const kernel = `${attributes.kernel ?? 'unknown'}, ${attributes.cgroups ?? 'unknown'}, isolation ${isolationOf(attributes)}`;
    kernels.set(kernel, (kernels.get(kernel) ?? 0) + 1);
  }
  for (const [kernel, count] of kernels)
    findings.push({ check: 'kernels', result: 'ok', detail: `${kernel}: ${count} nodes` });
  return findings;
}
