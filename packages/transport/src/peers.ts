/**
 * What coordinators of one ledger tell each other: who leads, where it is reached, how far each one is. Nothing rests on
 * it but time: an announcement that is lost, late or a lie costs a take-over too many or too late, never a block.
 */

export type PeerRole = 'leader' | 'follower' | 'leaving';

export type Announcement = {
  readonly name: string;
  /** `leaving`: it led, and hands over. */
  readonly role: PeerRole;
  readonly epoch: number;
  /** The last block that it has applied. */
  readonly index: number;
  /** "host:port" of its control listener. */
  readonly control: string;
  /** "host:port" where it takes agents, and what others hand on to it. */
  readonly fleet?: string;
  readonly version: string;
  /** Index of the last checkpoint that it has on its disk. */
  readonly checkpoint?: number;
  /** Of the NATS server that it is connected to. */
  readonly natsVersion?: string;
};

export interface PeerCarrier {
  /** Says it to all others, now. Lost when it is cut off. */
  announce(announcement: Announcement): void;
  /** What the others say, each as it comes; one listener. */
  onAnnouncement(listener: (announcement: Announcement) => void): void;
  /** Whether the others can be heard at all, as far as this end knows. */
  isUp(): boolean;
  close(): Promise<void>;
}
