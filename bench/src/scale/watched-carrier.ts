/** A carrier as it is, with what passes through it counted. */
import type { AgentMessage, CoordinatorMessage, StatusReport } from '@berth/core';
import type { AgentCarrier, AgentLink } from '@berth/transport';

export type Passing = {
  readonly onMessage: () => void;
  readonly onDown: (why: string) => void;
  /** The coordinator has these statuses in its ledger. */
  readonly onAcknowledged: (report: StatusReport) => void;
};

export function watched(carrier: AgentCarrier, passing: Passing): AgentCarrier {
  return {
    name: carrier.name,
    open: (node, handlers): AgentLink => {
      let reports: StatusReport[] = [];
      const link = carrier.open(node, {
        onUp: () => handlers.onUp(),
        onMessage: (message: CoordinatorMessage) => {
          passing.onMessage();
          if (message.kind === 'status-ack') {
            for (const report of reports) {
              if (report.sequence <= message.sequence) passing.onAcknowledged(report);
            }
            reports = reports.filter(({ sequence }) => sequence > message.sequence);
          }
          handlers.onMessage(message);
        },
        onDown: (why) => {
          passing.onDown(why);
          handlers.onDown(why);
        },
      });
      return {
        send: (message: AgentMessage) => {
          passing.onMessage();
          if (message.kind === 'status') reports.push(message);
          return link.send(message);
        },
        close: () => link.close(),
      };
    },
  };
}
