// Original file: proto/berth/fleet/v1/fleet.proto

import type { WantedAgent as _berth_fleet_v1_WantedAgent, WantedAgent__Output as _berth_fleet_v1_WantedAgent__Output } from '../../../berth/fleet/v1/WantedAgent.js';
import type { Long } from '@grpc/proto-loader';

export interface AgentVersion {
  'epoch'?: (number | string | Long);
  'wanted'?: (_berth_fleet_v1_WantedAgent | null);
  'spreadMs'?: (number);
}

export interface AgentVersion__Output {
  'epoch': (number);
  'wanted': (_berth_fleet_v1_WantedAgent__Output | null);
  'spreadMs': (number);
}
