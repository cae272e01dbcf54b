/**
 * What moves messages between agents and coordinator. One guarantee: a message that arrives is whole, checked and
 * unaltered. Delivery may repeat, reorder or lose; receivers are idempotent. Every carrier passes
 * `test/src/conformance/carrier.ts`. Output and input of copies wait behind everything else (lanes.ts). Every bound of `LIMITS` holds on both ends: what is over it ends the link.
 */
import type { AgentMessage, CertificateRecord, CoordinatorMessage, NodeId } from '@berth/core';

/** The agent's end. */
export interface AgentCarrier {
  readonly name: string;
  /**
   * Opens a link in the name of `node`. Returns at once; `onUp` follows, or `onDown`. One call, one link: it is never
   * reopened by itself, the session decides when to try again. `proof`: of whoever speaks for the node, what the node has
   * proved itself by.
   */
  open(node: NodeId, handlers: AgentLinkHandlers, proof?: CertificateRecord): AgentLink;
}

export type AgentLinkHandlers = {
  readonly onUp: () => void;
  readonly onMessage: (message: CoordinatorMessage) => void;
  /** Called exactly once per link, also after `close`. */
  readonly onDown: (why: string) => void;
};

export interface AgentLink {
  /** Queues a message; false when the link is down or its queue is full (then it is lost, like any other loss). */
  send(message: AgentMessage): boolean;
  close(): void;
}

/** The coordinator's end. */
export interface FleetCarrier {
  readonly name: string;
  /** Starts to accept links. */
  listen(handlers: FleetHandlers): Promise<void>;
  close(): Promise<void>;
}

export type FleetHandlers = {
  readonly onLink: (link: FleetLink) => void;
  readonly onMessage: (link: FleetLink, message: AgentMessage) => void;
  /** Called exactly once per link. */
  readonly onDown: (link: FleetLink, why: string) => void;
};

export interface FleetLink {
  /**
   * Who the other end is: its certificate's name, on NATS the node of the subject that only this node may use; its own word
   * only where nobody has to prove who he is.
   */
  readonly node: NodeId;
  /** What proved it, where that was a certificate. */
  readonly certificate?: CertificateRecord | undefined;
  readonly carrier: string;
  /** The coordinator that hands this link on, and vouches for the node; absent when the agent itself is at the other end. */
  readonly relayedBy?: string;
  send(message: CoordinatorMessage): boolean;
  close(why: string): void;
}
