/** The same node with its own key at NATS: what it may not say or hear, the server refuses, and logs. */
import { nodeId } from '@berth/core';
import { systemClock, systemRandom } from '@berth/runtime';
import { natsAgentCarrier } from '@berth/transport';
import { connectNats, fleetSubjects } from '@berth/transport/testing';
import { AgentSide } from '../conformance/carrier-sides.js';
import { helloOf } from '../identity/hosts.js';
import type { Checks } from './checks.js';
import type { Lab } from './lab.js';

export async function hostileNatsScene(lab: Lab, checks: Checks): Promise<void> {
  checks.scene('hostile, NATS');
  const { cluster } = lab.nats;
  const servers = [`nats://${await lab.from('s2', 'nats')}`];
  const nats = { servers, name: 'evil', credentials: { secret: await lab.nats.secret('agent-evil') } };
  const { node: before } = await lab.client.getNode('n1');
  await server(lab, checks, nats);

  const carrierOf = (node: string) =>
    natsAgentCarrier({
      ...{ nats, cluster, node: nodeId(node) },
      clock: systemClock(),
      random: systemRandom(),
    });
  // On its own subjects it comes in, and is asked who it is as over gRPC.
  const own = carrierOf('evil');
  const asOther = new AgentSide(own, 'evil');
  await asOther.up();
  asOther.link.send(helloOf('n1', { process: 'start-evil' }));
  const refused = await asOther.message(({ kind }) => kind === 'refused');
  checks.matches(
    'a hello of n1 on its own subject: refused',
    refused?.kind === 'refused' ? refused.message : '',
    /link of "evil" carries a hello of "n1"/,
  );
  await own.close();
  const others = carrierOf('n1');
  const link = new AgentSide(others, 'n1');
  checks.matches('a link on the subjects of n1: none', await link.down(), /does not let this user/);
  await others.close();
  const { node: after } = await lab.client.getNode('n1');
  checks.is(
    'n1 never lost its link',
    [after.connection, after.connectionSinceMs],
    ['up', before.connectionSinceMs],
  );
}

type Options = Parameters<typeof connectNats>[0];

async function server(lab: Lab, checks: Checks, nats: Options): Promise<void> {
  const { up, down, anyUp, agentInbox, coordinatorInbox, ledger } = fleetSubjects(lab.nats.cluster);
  const victim = nodeId('n1');
  const forbidden: string[] = [];
  const wire = await connectNats(nats, { onClosed: () => {}, onForbidden: (why) => forbidden.push(why) });
  const heard: string[] = [];
  const published: readonly [what: string, subject: string][] = [
    ['on the subject of n1', up(victim)],
    ['to n1 as coordinator', down(victim)],
    ['to itself as coordinator', down(nodeId('evil'))],
    ['an answer to n1', `${agentInbox(victim)}.x`],
    ['a block of the ledger', ledger],
    ['as a coordinator among them', `berth.coordinator.${lab.nats.cluster}.lead`],
  ];
  const subscribed: readonly [what: string, subject: string][] = [
    ['what n1 is told', down(victim)],
    ['the answers to n1', `${agentInbox(victim)}.>`],
    ['what all nodes say', anyUp],
    ['what coordinators are answered', `${coordinatorInbox}.>`],
    ['everything', '>'],
  ];
  const refusals: [verb: string, logged: string, cases: typeof published, act: (subject: string) => void][] =
    [
      ['publish', 'Publish', published, (subject) => wire.publish(subject, new Uint8Array([1]))],
      [
        'subscribe',
        'Subscription',
        subscribed,
        (subject) => wire.subscribe(subject, () => heard.push(subject)),
      ],
    ];
  for (const [verb, logged, cases, act] of refusals) {
    for (const [what, subject] of cases) {
      act(subject);
      await lab.until(`refused: ${verb} ${what}`, () =>
        forbidden.some((why) => why.includes(`does not let this user ${verb} to ${subject}:`)),
      );
      await lab.until(`the server logs ${subject}`, () =>
        lab.nats.output
          .split('\n')
          .some((line) => line.includes(`${logged} Violation`) && line.includes(`"${subject}"`)),
      );
      checks.true(`${verb} ${what}: refused, and logged by the server`, true);
    }
  }
  checks.is('it heard nothing', heard, []);
  await wire.close();
}
