import type { BerthClient } from '@berth/client';
import { BerthError, EXIT } from '@berth/core';
import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';
import { paint } from '../render.js';

type Finding = { readonly check: string; readonly result: 'ok' | 'warn' | 'fail'; readonly detail: string };

/** Returns the exit code: 1 when something failed. */
export async function doctor(options: CommonOptions, effects: Effects): Promise<number> {
  const findings = [nodeVersion(effects), cgroups(effects)];
  findings.push(...(await withClient(options, effects, (client) => ofCluster(client, options, effects))));
  if (!printJson(options, effects, findings)) {
    const colours = { ok: 'green', warn: 'yellow', fail: 'red' } as const;
    for (const { check, result, detail } of findings) {
      effects.out(`${paint(effects, colours[result], result.padEnd(4))} ${check}: ${detail}\n`);
    }
  }
  return findings.some(({ result }) => result === 'fail') ? EXIT.failed : EXIT.done;
}

function nodeVersion({ host }: Effects): Finding {
  const [major = 0, minor = 0] = host.nodeVersion.replace('v', '').split('.').map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  const detail = enough ? host.nodeVersion : `${host.nodeVersion} is too old: install Node.js 20.19 or newer`;
  return { check: 'Node.js', result: enough ? 'ok' : 'fail', detail };
}

function cgroups({ host }: Effects): Finding {
  if (host.cgroups !== 'none') return { check: 'cgroups', result: 'ok', detail: host.cgroups };
  const detail =
    'cannot be written here: workloads run without limits; run the agent as root, or delegate a group';
  return { check: 'cgroups', result: 'warn', detail };
}

async function ofCluster(client: BerthClient, options: CommonOptions, effects: Effects): Promise<Finding[]> {
  const address = options.address ?? effects.defaultAddress;
  try {
    const info = await client.info();
    const findings: Finding[] = [
      {
        check: 'coordinator',
        result: 'ok',
        detail: `${address}, version ${info.version}, epoch ${info.epoch}`,
      },
    ];
    const check = await client.verifyLedger();
    findings.push({ check: 'ledger', result: check.ok ? 'ok' : 'fail', detail: check.message });
    const { nodes } = await client.listNodes();
    const away = nodes.filter((node) => node.connection !== 'up').map((node) => node.id);
    if (nodes.length === 0) findings.push({ check: 'nodes', result: 'warn', detail: 'none: start an agent' });
    else if (away.length > 0)
      findings.push({ check: 'nodes', result: 'warn', detail: `no contact with ${away.join(', ')}` });
    else findings.push({ check: 'nodes', result: 'ok', detail: `${nodes.length} up` });
    const plain = nodes
      .filter((node) => node.attributes.isolation === 'process-group')
      .map((node) => node.id);
    if (plain.length > 0) {
      findings.push({
        check: 'limits',
        result: 'warn',
        detail: `not enforced on ${plain.join(', ')}: no cgroups there`,
      });
    }
    const waiting = info.blockedWorkloads;
    if (waiting > 0)
      findings.push({ check: 'room', result: 'warn', detail: `${waiting} workloads wait: \`berth status\`` });
    return findings;
  } catch (thrown) {
    return [{ check: 'coordinator', result: 'fail', detail: BerthError.from(thrown).message }];
  }
}
