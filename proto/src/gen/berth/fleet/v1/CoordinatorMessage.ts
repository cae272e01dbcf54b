// Original file: proto/berth/fleet/v1/fleet.proto

import type { Welcome as _berth_fleet_v1_Welcome, Welcome__Output as _berth_fleet_v1_Welcome__Output } from '../../../berth/fleet/v1/Welcome.js';
import type { HeartbeatAck as _berth_fleet_v1_HeartbeatAck, HeartbeatAck__Output as _berth_fleet_v1_HeartbeatAck__Output } from '../../../berth/fleet/v1/HeartbeatAck.js';
import type { StatusAck as _berth_fleet_v1_StatusAck, StatusAck__Output as _berth_fleet_v1_StatusAck__Output } from '../../../berth/fleet/v1/StatusAck.js';
import type { Refused as _berth_fleet_v1_Refused, Refused__Output as _berth_fleet_v1_Refused__Output } from '../../../berth/fleet/v1/Refused.js';
import type { HelloRequest as _berth_fleet_v1_HelloRequest, HelloRequest__Output as _berth_fleet_v1_HelloRequest__Output } from '../../../berth/fleet/v1/HelloRequest.js';
import type { Assignment as _berth_fleet_v1_Assignment, Assignment__Output as _berth_fleet_v1_Assignment__Output } from '../../../berth/fleet/v1/Assignment.js';
import type { LogRequest as _berth_fleet_v1_LogRequest, LogRequest__Output as _berth_fleet_v1_LogRequest__Output } from '../../../berth/fleet/v1/LogRequest.js';
import type { LogCancel as _berth_fleet_v1_LogCancel, LogCancel__Output as _berth_fleet_v1_LogCancel__Output } from '../../../berth/fleet/v1/LogCancel.js';
import type { EndpointsUpdate as _berth_fleet_v1_EndpointsUpdate, EndpointsUpdate__Output as _berth_fleet_v1_EndpointsUpdate__Output } from '../../../berth/fleet/v1/EndpointsUpdate.js';
import type { StreamCredit as _berth_fleet_v1_StreamCredit, StreamCredit__Output as _berth_fleet_v1_StreamCredit__Output } from '../../../berth/fleet/v1/StreamCredit.js';
import type { ExecRequest as _berth_fleet_v1_ExecRequest, ExecRequest__Output as _berth_fleet_v1_ExecRequest__Output } from '../../../berth/fleet/v1/ExecRequest.js';
import type { ExecInput as _berth_fleet_v1_ExecInput, ExecInput__Output as _berth_fleet_v1_ExecInput__Output } from '../../../berth/fleet/v1/ExecInput.js';
import type { ExecResize as _berth_fleet_v1_ExecResize, ExecResize__Output as _berth_fleet_v1_ExecResize__Output } from '../../../berth/fleet/v1/ExecResize.js';
import type { ExecCancel as _berth_fleet_v1_ExecCancel, ExecCancel__Output as _berth_fleet_v1_ExecCancel__Output } from '../../../berth/fleet/v1/ExecCancel.js';
import type { PeerKey as _berth_fleet_v1_PeerKey, PeerKey__Output as _berth_fleet_v1_PeerKey__Output } from '../../../berth/fleet/v1/PeerKey.js';
import type { PeerProbe as _berth_fleet_v1_PeerProbe, PeerProbe__Output as _berth_fleet_v1_PeerProbe__Output } from '../../../berth/fleet/v1/PeerProbe.js';
import type { Challenge as _berth_fleet_v1_Challenge, Challenge__Output as _berth_fleet_v1_Challenge__Output } from '../../../berth/fleet/v1/Challenge.js';
import type { AgentVersion as _berth_fleet_v1_AgentVersion, AgentVersion__Output as _berth_fleet_v1_AgentVersion__Output } from '../../../berth/fleet/v1/AgentVersion.js';
import type { SecretGiven as _berth_fleet_v1_SecretGiven, SecretGiven__Output as _berth_fleet_v1_SecretGiven__Output } from '../../../berth/fleet/v1/SecretGiven.js';
import type { VolumesRemoved as _berth_fleet_v1_VolumesRemoved, VolumesRemoved__Output as _berth_fleet_v1_VolumesRemoved__Output } from '../../../berth/fleet/v1/VolumesRemoved.js';

export interface CoordinatorMessage {
  'welcome'?: (_berth_fleet_v1_Welcome | null);
  'heartbeatAck'?: (_berth_fleet_v1_HeartbeatAck | null);
  'statusAck'?: (_berth_fleet_v1_StatusAck | null);
  'refused'?: (_berth_fleet_v1_Refused | null);
  'helloRequest'?: (_berth_fleet_v1_HelloRequest | null);
  'assignment'?: (_berth_fleet_v1_Assignment | null);
  'logRequest'?: (_berth_fleet_v1_LogRequest | null);
  'logCancel'?: (_berth_fleet_v1_LogCancel | null);
  'endpoints'?: (_berth_fleet_v1_EndpointsUpdate | null);
  'streamCredit'?: (_berth_fleet_v1_StreamCredit | null);
  'execRequest'?: (_berth_fleet_v1_ExecRequest | null);
  'execInput'?: (_berth_fleet_v1_ExecInput | null);
  'execResize'?: (_berth_fleet_v1_ExecResize | null);
  'execCancel'?: (_berth_fleet_v1_ExecCancel | null);
  'peerKey'?: (_berth_fleet_v1_PeerKey | null);
  'peerProbe'?: (_berth_fleet_v1_PeerProbe | null);
  'challenge'?: (_berth_fleet_v1_Challenge | null);
  'agentVersion'?: (_berth_fleet_v1_AgentVersion | null);
  'secretGiven'?: (_berth_fleet_v1_SecretGiven | null);
  'volumesRemoved'?: (_berth_fleet_v1_VolumesRemoved | null);
  'body'?: "welcome"|"heartbeatAck"|"statusAck"|"refused"|"helloRequest"|"assignment"|"logRequest"|"logCancel"|"peerKey"|"peerProbe"|"endpoints"|"streamCredit"|"execRequest"|"execInput"|"execResize"|"execCancel"|"challenge"|"agentVersion"|"secretGiven"|"volumesRemoved";
}

export interface CoordinatorMessage__Output {
  'welcome'?: (_berth_fleet_v1_Welcome__Output | null);
  'heartbeatAck'?: (_berth_fleet_v1_HeartbeatAck__Output | null);
  'statusAck'?: (_berth_fleet_v1_StatusAck__Output | null);
  'refused'?: (_berth_fleet_v1_Refused__Output | null);
  'helloRequest'?: (_berth_fleet_v1_HelloRequest__Output | null);
  'assignment'?: (_berth_fleet_v1_Assignment__Output | null);
  'logRequest'?: (_berth_fleet_v1_LogRequest__Output | null);
  'logCancel'?: (_berth_fleet_v1_LogCancel__Output | null);
  'endpoints'?: (_berth_fleet_v1_EndpointsUpdate__Output | null);
  'streamCredit'?: (_berth_fleet_v1_StreamCredit__Output | null);
  'execRequest'?: (_berth_fleet_v1_ExecRequest__Output | null);
  'execInput'?: (_berth_fleet_v1_ExecInput__Output | null);
  'execResize'?: (_berth_fleet_v1_ExecResize__Output | null);
  'execCancel'?: (_berth_fleet_v1_ExecCancel__Output | null);
  'peerKey'?: (_berth_fleet_v1_PeerKey__Output | null);
  'peerProbe'?: (_berth_fleet_v1_PeerProbe__Output | null);
  'challenge'?: (_berth_fleet_v1_Challenge__Output | null);
  'agentVersion'?: (_berth_fleet_v1_AgentVersion__Output | null);
  'secretGiven'?: (_berth_fleet_v1_SecretGiven__Output | null);
  'volumesRemoved'?: (_berth_fleet_v1_VolumesRemoved__Output | null);
  'body'?: "welcome"|"heartbeatAck"|"statusAck"|"refused"|"helloRequest"|"assignment"|"logRequest"|"logCancel"|"peerKey"|"peerProbe"|"endpoints"|"streamCredit"|"execRequest"|"execInput"|"execResize"|"execCancel"|"challenge"|"agentVersion"|"secretGiven"|"volumesRemoved";
}
