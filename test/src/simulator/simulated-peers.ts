/** Announcements between coordinators over the faulty network. They pass the servers: who cannot reach those says nothing. */
import type { Announcement, PeerCarrier } from '@berth/transport';
import type { FaultyNetwork } from './faulty-network.js';

const BYTES = new Uint8Array(0);

export class SimulatedPeers {
  readonly #network: FaultyNetwork;
  readonly #ends = new Map<string, (announcement: Announcement) => void>();

  constructor(network: FaultyNetwork) {
    this.#network = network;
  }

  /** A new process with the name takes the place of an old one. */
  open(name: string): PeerCarrier {
    const network = this.#network;
    const hears = (end: string) => network.reaches('stream', end);
    const says = (end: string) => network.reaches(end, 'stream');
    let listener: (announcement: Announcement) => void = () => {};
    const own = (announcement: Announcement) => listener(announcement);
    this.#ends.set(name, own);
    return {
      announce: (announcement) => {
        if (!says(name)) return;
        for (const other of this.#ends.keys()) {
          if (other === name) continue;
          network.deliver(name, other, BYTES, () => {
            if (hears(other)) this.#ends.get(other)?.(announcement);
          });
        }
      },
      onAnnouncement: (given) => {
        listener = given;
      },
      isUp: () => says(name) && hears(name),
      close: async () => {
        if (this.#ends.get(name) === own) this.#ends.delete(name);
      },
    };
  }

  crash(name: string): void {
    this.#ends.delete(name);
  }
}
