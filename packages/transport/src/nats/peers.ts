/** Announcements of coordinators over NATS: one subject, JSON, no answers. */
import type { Clock, Random } from '@berth/core';
import type { Announcement, PeerCarrier, PeerRole } from '../peers.js';
import type { NatsLink } from './flags.js';
import { COORDINATOR_RECONNECT, NatsLine } from './line.js';
import { fleetSubjects } from './subjects.js';

export type NatsPeersOptions = {
  readonly link: NatsLink;
  readonly clock: Clock;
  readonly random: Random;
  /** What is wrong with the connection, for the log. */
  readonly onProblem?: (why: string) => void;
};

const ROLES: readonly PeerRole[] = ['leader', 'follower', 'leaving'];
/** Larger ones are nobody's. */
const ANNOUNCEMENT_BYTES_MAX = 4_096;

/** Returns at once, and connects as long as it is open. */
export function natsPeers({ link, clock, random, onProblem = () => {} }: NatsPeersOptions): PeerCarrier {
  const peers = `${fleetSubjects(link.cluster).amongCoordinators}.peers`;
  let listener: (announcement: Announcement) => void = () => {};
  const line = new NatsLine({
    ...{ nats: link.nats, clock, random, reconnect: COORDINATOR_RECONNECT },
    onUp: (wire) => {
      wire.subscribe(peers, ({ data }) => {
        const heard = read(data);
        if (heard) listener(heard);
        else onProblem(`somebody says on ${peers} what no coordinator of this version does`);
      });
    },
    onDown: onProblem,
    onForbidden: onProblem,
  });
  line.want();
  return {
    announce: (announcement) => line.publish(peers, encoder.encode(JSON.stringify(announcement))),
    onAnnouncement: (given) => {
      listener = given;
    },
    isUp: () => line.wire !== undefined,
    close: () => line.release(),
  };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Undefined for what is none. */
function read(data: Uint8Array): Announcement | undefined {
  if (data.length > ANNOUNCEMENT_BYTES_MAX) return undefined;
  try {
    const { name, role, epoch, index, control, fleet, version, natsVersion, checkpoint } = JSON.parse(
      decoder.decode(data),
    );
    const texts = [name, control, version].every((text) => typeof text === 'string');
    const numbers = [epoch, index].every((number) => Number.isSafeInteger(number) && number >= 0);
    if (!texts || !numbers || !ROLES.includes(role)) return undefined;
    const nats = typeof natsVersion === 'string' ? { natsVersion } : {};
    const agents = typeof fleet === 'string' ? { fleet } : {};
    const held = Number.isSafeInteger(checkpoint) && checkpoint >= 0 ? { checkpoint } : {};
    return { name, role, epoch, index, control, version, ...agents, ...held, ...nats };
  } catch {
    return undefined;
  }
}
