/** The gRPC carrier with certificates on both ends keeps the laws of every carrier. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Authority, type Credentials } from '@berth/identity';
import { secureBytes, systemClock } from '@berth/runtime';
import { grpcAgentCarrier, grpcFleetCarrier } from '@berth/transport';
import { carrierConformance } from '../conformance/carrier.js';

/** Every node that the laws name. */
const NODES = ['shop-1', ...'abcdefgh'];
const HOUR_MS = 3_600_000;

carrierConformance(
  'grpc with certificates',
  async (t) => {
    const clock = systemClock();
    const folder = await mkdtemp(join(tmpdir(), 'berth-authority-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const authority = await Authority.open(join(folder, 'authority'), {
      nowMs: () => clock.nowMs(),
      secureBytes,
    });
    const own = await authority.credentials({ kind: 'coordinator', name: 'c1' }, HOUR_MS);
    const issued = new Map<string, Credentials>();
    for (const name of NODES) issued.set(name, await authority.credentials({ kind: 'node', name }, HOUR_MS));
    const security = { credentials: () => own, clients: 'verified' as const, handshakeMs: 120_000 };
    const fleet = grpcFleetCarrier({ address: '127.0.0.1:0', clock, security });
    t.teardown(() => fleet.close());
    return {
      fleet,
      agent: {
        name: 'grpc',
        open: (node, handlers) => {
          const address = fleet.server()?.address ?? '';
          return grpcAgentCarrier({ address, clock, identity: () => issued.get(node) }).open(node, handlers);
        },
      },
    };
  },
  { ordered: true, direct: true },
);
