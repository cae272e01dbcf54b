export type {
  AgentCarrier,
  AgentLink,
  AgentLinkHandlers,
  FleetCarrier,
  FleetHandlers,
  FleetLink,
} from './carrier.js';
export type { ApplyRequest, ControlApi, PlacementFilter, WatchItem } from './control-api.js';
