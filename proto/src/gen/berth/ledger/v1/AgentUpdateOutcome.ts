// Original file: proto/berth/ledger/v1/events.proto

export const AgentUpdateOutcome = {
  AGENT_UPDATE_OUTCOME_UNSPECIFIED: 'AGENT_UPDATE_OUTCOME_UNSPECIFIED',
  AGENT_UPDATE_OUTCOME_DONE: 'AGENT_UPDATE_OUTCOME_DONE',
  AGENT_UPDATE_OUTCOME_CANCELLED: 'AGENT_UPDATE_OUTCOME_CANCELLED',
} as const;

export type AgentUpdateOutcome =
  | 'AGENT_UPDATE_OUTCOME_UNSPECIFIED'
  | 0
  | 'AGENT_UPDATE_OUTCOME_DONE'
  | 1
  | 'AGENT_UPDATE_OUTCOME_CANCELLED'
  | 2

export type AgentUpdateOutcome__Output = typeof AgentUpdateOutcome[keyof typeof AgentUpdateOutcome]
