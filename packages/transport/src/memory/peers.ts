/** Announcements within a process: for tests and the simulator, which may cut anybody off. */
import type { Announcement, PeerCarrier } from '../peers.js';

export class MemoryPeers {
  readonly #ends = new Map<string, (announcement: Announcement) => void>();
  readonly #cut = new Set<string>();

  /** The end of the coordinator with that name; a new one takes the place of an old one. */
  open(name: string): PeerCarrier {
    let listener: (announcement: Announcement) => void = () => {};
    const own = (announcement: Announcement) => listener(announcement);
    this.#ends.set(name, own);
    return {
      announce: (announcement) => {
        if (this.#cut.has(name) || this.#ends.get(name) !== own) return;
        for (const [other, hear] of this.#ends) {
          if (other !== name && !this.#cut.has(other)) hear(announcement);
        }
      },
      onAnnouncement: (given) => {
        listener = given;
      },
      isUp: () => !this.#cut.has(name),
      close: async () => {
        if (this.#ends.get(name) === own) this.#ends.delete(name);
      },
    };
  }

  cut(name: string): void {
    this.#cut.add(name);
  }

  heal(name: string): void {
    this.#cut.delete(name);
  }
}
