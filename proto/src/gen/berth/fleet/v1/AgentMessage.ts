// Original file: proto/berth/fleet/v1/fleet.proto

import type { Hello as _berth_fleet_v1_Hello, Hello__Output as _berth_fleet_v1_Hello__Output } from '../../../berth/fleet/v1/Hello.js';
import type { Heartbeat as _berth_fleet_v1_Heartbeat, Heartbeat__Output as _berth_fleet_v1_Heartbeat__Output } from '../../../berth/fleet/v1/Heartbeat.js';
import type { StatusReport as _berth_fleet_v1_StatusReport, StatusReport__Output as _berth_fleet_v1_StatusReport__Output } from '../../../berth/fleet/v1/StatusReport.js';
import type { LogChunk as _berth_fleet_v1_LogChunk, LogChunk__Output as _berth_fleet_v1_LogChunk__Output } from '../../../berth/fleet/v1/LogChunk.js';
import type { ResyncRequest as _berth_fleet_v1_ResyncRequest, ResyncRequest__Output as _berth_fleet_v1_ResyncRequest__Output } from '../../../berth/fleet/v1/ResyncRequest.js';
import type { EndpointsRequest as _berth_fleet_v1_EndpointsRequest, EndpointsRequest__Output as _berth_fleet_v1_EndpointsRequest__Output } from '../../../berth/fleet/v1/EndpointsRequest.js';
import type { StreamCredit as _berth_fleet_v1_StreamCredit, StreamCredit__Output as _berth_fleet_v1_StreamCredit__Output } from '../../../berth/fleet/v1/StreamCredit.js';
import type { ExecOutput as _berth_fleet_v1_ExecOutput, ExecOutput__Output as _berth_fleet_v1_ExecOutput__Output } from '../../../berth/fleet/v1/ExecOutput.js';
import type { ExecEnd as _berth_fleet_v1_ExecEnd, ExecEnd__Output as _berth_fleet_v1_ExecEnd__Output } from '../../../berth/fleet/v1/ExecEnd.js';
import type { PeerReport as _berth_fleet_v1_PeerReport, PeerReport__Output as _berth_fleet_v1_PeerReport__Output } from '../../../berth/fleet/v1/PeerReport.js';
import type { Presence as _berth_fleet_v1_Presence, Presence__Output as _berth_fleet_v1_Presence__Output } from '../../../berth/fleet/v1/Presence.js';
import type { SecretsRequest as _berth_fleet_v1_SecretsRequest, SecretsRequest__Output as _berth_fleet_v1_SecretsRequest__Output } from '../../../berth/fleet/v1/SecretsRequest.js';
import type { VolumesDeleted as _berth_fleet_v1_VolumesDeleted, VolumesDeleted__Output as _berth_fleet_v1_VolumesDeleted__Output } from '../../../berth/fleet/v1/VolumesDeleted.js';

export interface AgentMessage {
  'hello'?: (_berth_fleet_v1_Hello | null);
  'heartbeat'?: (_berth_fleet_v1_Heartbeat | null);
  'status'?: (_berth_fleet_v1_StatusReport | null);
  'logChunk'?: (_berth_fleet_v1_LogChunk | null);
  'resync'?: (_berth_fleet_v1_ResyncRequest | null);
  'endpointsRequest'?: (_berth_fleet_v1_EndpointsRequest | null);
  'streamCredit'?: (_berth_fleet_v1_StreamCredit | null);
  'execOutput'?: (_berth_fleet_v1_ExecOutput | null);
  'execEnd'?: (_berth_fleet_v1_ExecEnd | null);
  'peerReport'?: (_berth_fleet_v1_PeerReport | null);
  'presence'?: (_berth_fleet_v1_Presence | null);
  'secretsRequest'?: (_berth_fleet_v1_SecretsRequest | null);
  'volumesDeleted'?: (_berth_fleet_v1_VolumesDeleted | null);
  'body'?: "hello"|"heartbeat"|"status"|"logChunk"|"resync"|"peerReport"|"endpointsRequest"|"streamCredit"|"execOutput"|"execEnd"|"presence"|"secretsRequest"|"volumesDeleted";
}

export interface AgentMessage__Output {
  'hello'?: (_berth_fleet_v1_Hello__Output | null);
  'heartbeat'?: (_berth_fleet_v1_Heartbeat__Output | null);
  'status'?: (_berth_fleet_v1_StatusReport__Output | null);
  'logChunk'?: (_berth_fleet_v1_LogChunk__Output | null);
  'resync'?: (_berth_fleet_v1_ResyncRequest__Output | null);
  'endpointsRequest'?: (_berth_fleet_v1_EndpointsRequest__Output | null);
  'streamCredit'?: (_berth_fleet_v1_StreamCredit__Output | null);
  'execOutput'?: (_berth_fleet_v1_ExecOutput__Output | null);
  'execEnd'?: (_berth_fleet_v1_ExecEnd__Output | null);
  'peerReport'?: (_berth_fleet_v1_PeerReport__Output | null);
  'presence'?: (_berth_fleet_v1_Presence__Output | null);
  'secretsRequest'?: (_berth_fleet_v1_SecretsRequest__Output | null);
  'volumesDeleted'?: (_berth_fleet_v1_VolumesDeleted__Output | null);
  'body'?: "hello"|"heartbeat"|"status"|"logChunk"|"resync"|"peerReport"|"endpointsRequest"|"streamCredit"|"execOutput"|"execEnd"|"presence"|"secretsRequest"|"volumesDeleted";
}
