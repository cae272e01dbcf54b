// Original file: proto/berth/fleet/v1/fleet.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AgentMessage as _berth_fleet_v1_AgentMessage, AgentMessage__Output as _berth_fleet_v1_AgentMessage__Output } from '../../../berth/fleet/v1/AgentMessage.js';
import type { CoordinatorMessage as _berth_fleet_v1_CoordinatorMessage, CoordinatorMessage__Output as _berth_fleet_v1_CoordinatorMessage__Output } from '../../../berth/fleet/v1/CoordinatorMessage.js';

export interface FleetServiceClient extends grpc.Client {
  Session(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_berth_fleet_v1_AgentMessage, _berth_fleet_v1_CoordinatorMessage__Output>;
  Session(options?: grpc.CallOptions): grpc.ClientDuplexStream<_berth_fleet_v1_AgentMessage, _berth_fleet_v1_CoordinatorMessage__Output>;
  session(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_berth_fleet_v1_AgentMessage, _berth_fleet_v1_CoordinatorMessage__Output>;
  session(options?: grpc.CallOptions): grpc.ClientDuplexStream<_berth_fleet_v1_AgentMessage, _berth_fleet_v1_CoordinatorMessage__Output>;
  
}

export interface FleetServiceHandlers extends grpc.UntypedServiceImplementation {
  Session: grpc.handleBidiStreamingCall<_berth_fleet_v1_AgentMessage__Output, _berth_fleet_v1_CoordinatorMessage>;
  
}

export interface FleetServiceDefinition extends grpc.ServiceDefinition {
  Session: MethodDefinition<_berth_fleet_v1_AgentMessage, _berth_fleet_v1_CoordinatorMessage, _berth_fleet_v1_AgentMessage__Output, _berth_fleet_v1_CoordinatorMessage__Output>
}
