import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { AgentMessage as _berth_fleet_v1_AgentMessage, AgentMessage__Output as _berth_fleet_v1_AgentMessage__Output } from './berth/fleet/v1/AgentMessage.js';
import type { AgentVersion as _berth_fleet_v1_AgentVersion, AgentVersion__Output as _berth_fleet_v1_AgentVersion__Output } from './berth/fleet/v1/AgentVersion.js';
import type { AssignedPlacement as _berth_fleet_v1_AssignedPlacement, AssignedPlacement__Output as _berth_fleet_v1_AssignedPlacement__Output } from './berth/fleet/v1/AssignedPlacement.js';
import type { Assignment as _berth_fleet_v1_Assignment, Assignment__Output as _berth_fleet_v1_Assignment__Output } from './berth/fleet/v1/Assignment.js';
import type { Challenge as _berth_fleet_v1_Challenge, Challenge__Output as _berth_fleet_v1_Challenge__Output } from './berth/fleet/v1/Challenge.js';
import type { CoordinatorMessage as _berth_fleet_v1_CoordinatorMessage, CoordinatorMessage__Output as _berth_fleet_v1_CoordinatorMessage__Output } from './berth/fleet/v1/CoordinatorMessage.js';
import type { EndpointsChange as _berth_fleet_v1_EndpointsChange, EndpointsChange__Output as _berth_fleet_v1_EndpointsChange__Output } from './berth/fleet/v1/EndpointsChange.js';
import type { EndpointsRequest as _berth_fleet_v1_EndpointsRequest, EndpointsRequest__Output as _berth_fleet_v1_EndpointsRequest__Output } from './berth/fleet/v1/EndpointsRequest.js';
import type { EndpointsUpdate as _berth_fleet_v1_EndpointsUpdate, EndpointsUpdate__Output as _berth_fleet_v1_EndpointsUpdate__Output } from './berth/fleet/v1/EndpointsUpdate.js';
import type { ExecCancel as _berth_fleet_v1_ExecCancel, ExecCancel__Output as _berth_fleet_v1_ExecCancel__Output } from './berth/fleet/v1/ExecCancel.js';
import type { ExecEnd as _berth_fleet_v1_ExecEnd, ExecEnd__Output as _berth_fleet_v1_ExecEnd__Output } from './berth/fleet/v1/ExecEnd.js';
import type { ExecInput as _berth_fleet_v1_ExecInput, ExecInput__Output as _berth_fleet_v1_ExecInput__Output } from './berth/fleet/v1/ExecInput.js';
import type { ExecOutput as _berth_fleet_v1_ExecOutput, ExecOutput__Output as _berth_fleet_v1_ExecOutput__Output } from './berth/fleet/v1/ExecOutput.js';
import type { ExecRequest as _berth_fleet_v1_ExecRequest, ExecRequest__Output as _berth_fleet_v1_ExecRequest__Output } from './berth/fleet/v1/ExecRequest.js';
import type { ExecResize as _berth_fleet_v1_ExecResize, ExecResize__Output as _berth_fleet_v1_ExecResize__Output } from './berth/fleet/v1/ExecResize.js';
import type { FleetServiceClient as _berth_fleet_v1_FleetServiceClient, FleetServiceDefinition as _berth_fleet_v1_FleetServiceDefinition } from './berth/fleet/v1/FleetService.js';
import type { Heartbeat as _berth_fleet_v1_Heartbeat, Heartbeat__Output as _berth_fleet_v1_Heartbeat__Output } from './berth/fleet/v1/Heartbeat.js';
import type { HeartbeatAck as _berth_fleet_v1_HeartbeatAck, HeartbeatAck__Output as _berth_fleet_v1_HeartbeatAck__Output } from './berth/fleet/v1/HeartbeatAck.js';
import type { Hello as _berth_fleet_v1_Hello, Hello__Output as _berth_fleet_v1_Hello__Output } from './berth/fleet/v1/Hello.js';
import type { HelloRequest as _berth_fleet_v1_HelloRequest, HelloRequest__Output as _berth_fleet_v1_HelloRequest__Output } from './berth/fleet/v1/HelloRequest.js';
import type { LogCancel as _berth_fleet_v1_LogCancel, LogCancel__Output as _berth_fleet_v1_LogCancel__Output } from './berth/fleet/v1/LogCancel.js';
import type { LogChunk as _berth_fleet_v1_LogChunk, LogChunk__Output as _berth_fleet_v1_LogChunk__Output } from './berth/fleet/v1/LogChunk.js';
import type { LogRequest as _berth_fleet_v1_LogRequest, LogRequest__Output as _berth_fleet_v1_LogRequest__Output } from './berth/fleet/v1/LogRequest.js';
import type { PeerKey as _berth_fleet_v1_PeerKey, PeerKey__Output as _berth_fleet_v1_PeerKey__Output } from './berth/fleet/v1/PeerKey.js';
import type { PeerProbe as _berth_fleet_v1_PeerProbe, PeerProbe__Output as _berth_fleet_v1_PeerProbe__Output } from './berth/fleet/v1/PeerProbe.js';
import type { PeerReport as _berth_fleet_v1_PeerReport, PeerReport__Output as _berth_fleet_v1_PeerReport__Output } from './berth/fleet/v1/PeerReport.js';
import type { Presence as _berth_fleet_v1_Presence, Presence__Output as _berth_fleet_v1_Presence__Output } from './berth/fleet/v1/Presence.js';
import type { Refused as _berth_fleet_v1_Refused, Refused__Output as _berth_fleet_v1_Refused__Output } from './berth/fleet/v1/Refused.js';
import type { ResyncRequest as _berth_fleet_v1_ResyncRequest, ResyncRequest__Output as _berth_fleet_v1_ResyncRequest__Output } from './berth/fleet/v1/ResyncRequest.js';
import type { SecretGiven as _berth_fleet_v1_SecretGiven, SecretGiven__Output as _berth_fleet_v1_SecretGiven__Output } from './berth/fleet/v1/SecretGiven.js';
import type { SecretName as _berth_fleet_v1_SecretName, SecretName__Output as _berth_fleet_v1_SecretName__Output } from './berth/fleet/v1/SecretName.js';
import type { SecretsRequest as _berth_fleet_v1_SecretsRequest, SecretsRequest__Output as _berth_fleet_v1_SecretsRequest__Output } from './berth/fleet/v1/SecretsRequest.js';
import type { StatusAck as _berth_fleet_v1_StatusAck, StatusAck__Output as _berth_fleet_v1_StatusAck__Output } from './berth/fleet/v1/StatusAck.js';
import type { StatusReport as _berth_fleet_v1_StatusReport, StatusReport__Output as _berth_fleet_v1_StatusReport__Output } from './berth/fleet/v1/StatusReport.js';
import type { StreamCredit as _berth_fleet_v1_StreamCredit, StreamCredit__Output as _berth_fleet_v1_StreamCredit__Output } from './berth/fleet/v1/StreamCredit.js';
import type { TerminalSize as _berth_fleet_v1_TerminalSize, TerminalSize__Output as _berth_fleet_v1_TerminalSize__Output } from './berth/fleet/v1/TerminalSize.js';
import type { VolumesDeleted as _berth_fleet_v1_VolumesDeleted, VolumesDeleted__Output as _berth_fleet_v1_VolumesDeleted__Output } from './berth/fleet/v1/VolumesDeleted.js';
import type { VolumesRemoved as _berth_fleet_v1_VolumesRemoved, VolumesRemoved__Output as _berth_fleet_v1_VolumesRemoved__Output } from './berth/fleet/v1/VolumesRemoved.js';
import type { WantedAgent as _berth_fleet_v1_WantedAgent, WantedAgent__Output as _berth_fleet_v1_WantedAgent__Output } from './berth/fleet/v1/WantedAgent.js';
import type { Welcome as _berth_fleet_v1_Welcome, Welcome__Output as _berth_fleet_v1_Welcome__Output } from './berth/fleet/v1/Welcome.js';
import type { AgentBuild as _berth_model_v1_AgentBuild, AgentBuild__Output as _berth_model_v1_AgentBuild__Output } from './berth/model/v1/AgentBuild.js';
import type { BatchRule as _berth_model_v1_BatchRule, BatchRule__Output as _berth_model_v1_BatchRule__Output } from './berth/model/v1/BatchRule.js';
import type { Claim as _berth_model_v1_Claim, Claim__Output as _berth_model_v1_Claim__Output } from './berth/model/v1/Claim.js';
import type { ContainerArguments as _berth_model_v1_ContainerArguments, ContainerArguments__Output as _berth_model_v1_ContainerArguments__Output } from './berth/model/v1/ContainerArguments.js';
import type { ContainerMount as _berth_model_v1_ContainerMount, ContainerMount__Output as _berth_model_v1_ContainerMount__Output } from './berth/model/v1/ContainerMount.js';
import type { ContainerPort as _berth_model_v1_ContainerPort, ContainerPort__Output as _berth_model_v1_ContainerPort__Output } from './berth/model/v1/ContainerPort.js';
import type { ContainerSpec as _berth_model_v1_ContainerSpec, ContainerSpec__Output as _berth_model_v1_ContainerSpec__Output } from './berth/model/v1/ContainerSpec.js';
import type { ContainerTmpfs as _berth_model_v1_ContainerTmpfs, ContainerTmpfs__Output as _berth_model_v1_ContainerTmpfs__Output } from './berth/model/v1/ContainerTmpfs.js';
import type { Device as _berth_model_v1_Device, Device__Output as _berth_model_v1_Device__Output } from './berth/model/v1/Device.js';
import type { Endpoint as _berth_model_v1_Endpoint, Endpoint__Output as _berth_model_v1_Endpoint__Output } from './berth/model/v1/Endpoint.js';
import type { ExecProbe as _berth_model_v1_ExecProbe, ExecProbe__Output as _berth_model_v1_ExecProbe__Output } from './berth/model/v1/ExecProbe.js';
import type { FailedBuild as _berth_model_v1_FailedBuild, FailedBuild__Output as _berth_model_v1_FailedBuild__Output } from './berth/model/v1/FailedBuild.js';
import type { FailureRule as _berth_model_v1_FailureRule, FailureRule__Output as _berth_model_v1_FailureRule__Output } from './berth/model/v1/FailureRule.js';
import type { FileSpec as _berth_model_v1_FileSpec, FileSpec__Output as _berth_model_v1_FileSpec__Output } from './berth/model/v1/FileSpec.js';
import type { GrpcProbe as _berth_model_v1_GrpcProbe, GrpcProbe__Output as _berth_model_v1_GrpcProbe__Output } from './berth/model/v1/GrpcProbe.js';
import type { HealthCheck as _berth_model_v1_HealthCheck, HealthCheck__Output as _berth_model_v1_HealthCheck__Output } from './berth/model/v1/HealthCheck.js';
import type { HealthRule as _berth_model_v1_HealthRule, HealthRule__Output as _berth_model_v1_HealthRule__Output } from './berth/model/v1/HealthRule.js';
import type { Hook as _berth_model_v1_Hook, Hook__Output as _berth_model_v1_Hook__Output } from './berth/model/v1/Hook.js';
import type { HooksRule as _berth_model_v1_HooksRule, HooksRule__Output as _berth_model_v1_HooksRule__Output } from './berth/model/v1/HooksRule.js';
import type { HttpProbe as _berth_model_v1_HttpProbe, HttpProbe__Output as _berth_model_v1_HttpProbe__Output } from './berth/model/v1/HttpProbe.js';
import type { Inventory as _berth_model_v1_Inventory, Inventory__Output as _berth_model_v1_Inventory__Output } from './berth/model/v1/Inventory.js';
import type { InventoryAmount as _berth_model_v1_InventoryAmount, InventoryAmount__Output as _berth_model_v1_InventoryAmount__Output } from './berth/model/v1/InventoryAmount.js';
import type { NodeInfo as _berth_model_v1_NodeInfo, NodeInfo__Output as _berth_model_v1_NodeInfo__Output } from './berth/model/v1/NodeInfo.js';
import type { NumberedVolume as _berth_model_v1_NumberedVolume, NumberedVolume__Output as _berth_model_v1_NumberedVolume__Output } from './berth/model/v1/NumberedVolume.js';
import type { PlacementStatus as _berth_model_v1_PlacementStatus, PlacementStatus__Output as _berth_model_v1_PlacementStatus__Output } from './berth/model/v1/PlacementStatus.js';
import type { PortRange as _berth_model_v1_PortRange, PortRange__Output as _berth_model_v1_PortRange__Output } from './berth/model/v1/PortRange.js';
import type { PortRequest as _berth_model_v1_PortRequest, PortRequest__Output as _berth_model_v1_PortRequest__Output } from './berth/model/v1/PortRequest.js';
import type { ProcessSpec as _berth_model_v1_ProcessSpec, ProcessSpec__Output as _berth_model_v1_ProcessSpec__Output } from './berth/model/v1/ProcessSpec.js';
import type { RejectCount as _berth_model_v1_RejectCount, RejectCount__Output as _berth_model_v1_RejectCount__Output } from './berth/model/v1/RejectCount.js';
import type { ResourceRequest as _berth_model_v1_ResourceRequest, ResourceRequest__Output as _berth_model_v1_ResourceRequest__Output } from './berth/model/v1/ResourceRequest.js';
import type { RunSpec as _berth_model_v1_RunSpec, RunSpec__Output as _berth_model_v1_RunSpec__Output } from './berth/model/v1/RunSpec.js';
import type { Schedule as _berth_model_v1_Schedule, Schedule__Output as _berth_model_v1_Schedule__Output } from './berth/model/v1/Schedule.js';
import type { Taint as _berth_model_v1_Taint, Taint__Output as _berth_model_v1_Taint__Output } from './berth/model/v1/Taint.js';
import type { TcpProbe as _berth_model_v1_TcpProbe, TcpProbe__Output as _berth_model_v1_TcpProbe__Output } from './berth/model/v1/TcpProbe.js';
import type { Usage as _berth_model_v1_Usage, Usage__Output as _berth_model_v1_Usage__Output } from './berth/model/v1/Usage.js';
import type { VolumeUse as _berth_model_v1_VolumeUse, VolumeUse__Output as _berth_model_v1_VolumeUse__Output } from './berth/model/v1/VolumeUse.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  berth: {
    fleet: {
      v1: {
        AgentMessage: MessageTypeDefinition<_berth_fleet_v1_AgentMessage, _berth_fleet_v1_AgentMessage__Output>
        AgentVersion: MessageTypeDefinition<_berth_fleet_v1_AgentVersion, _berth_fleet_v1_AgentVersion__Output>
        AssignedPlacement: MessageTypeDefinition<_berth_fleet_v1_AssignedPlacement, _berth_fleet_v1_AssignedPlacement__Output>
        Assignment: MessageTypeDefinition<_berth_fleet_v1_Assignment, _berth_fleet_v1_Assignment__Output>
        AssignmentForm: EnumTypeDefinition
        Challenge: MessageTypeDefinition<_berth_fleet_v1_Challenge, _berth_fleet_v1_Challenge__Output>
        CoordinatorMessage: MessageTypeDefinition<_berth_fleet_v1_CoordinatorMessage, _berth_fleet_v1_CoordinatorMessage__Output>
        EndpointsChange: MessageTypeDefinition<_berth_fleet_v1_EndpointsChange, _berth_fleet_v1_EndpointsChange__Output>
        EndpointsRequest: MessageTypeDefinition<_berth_fleet_v1_EndpointsRequest, _berth_fleet_v1_EndpointsRequest__Output>
        EndpointsUpdate: MessageTypeDefinition<_berth_fleet_v1_EndpointsUpdate, _berth_fleet_v1_EndpointsUpdate__Output>
        ExecCancel: MessageTypeDefinition<_berth_fleet_v1_ExecCancel, _berth_fleet_v1_ExecCancel__Output>
        ExecEnd: MessageTypeDefinition<_berth_fleet_v1_ExecEnd, _berth_fleet_v1_ExecEnd__Output>
        ExecInput: MessageTypeDefinition<_berth_fleet_v1_ExecInput, _berth_fleet_v1_ExecInput__Output>
        ExecOutput: MessageTypeDefinition<_berth_fleet_v1_ExecOutput, _berth_fleet_v1_ExecOutput__Output>
        ExecRequest: MessageTypeDefinition<_berth_fleet_v1_ExecRequest, _berth_fleet_v1_ExecRequest__Output>
        ExecResize: MessageTypeDefinition<_berth_fleet_v1_ExecResize, _berth_fleet_v1_ExecResize__Output>
        FleetService: SubtypeConstructor<typeof grpc.Client, _berth_fleet_v1_FleetServiceClient> & { service: _berth_fleet_v1_FleetServiceDefinition }
        Heartbeat: MessageTypeDefinition<_berth_fleet_v1_Heartbeat, _berth_fleet_v1_Heartbeat__Output>
        HeartbeatAck: MessageTypeDefinition<_berth_fleet_v1_HeartbeatAck, _berth_fleet_v1_HeartbeatAck__Output>
        Hello: MessageTypeDefinition<_berth_fleet_v1_Hello, _berth_fleet_v1_Hello__Output>
        HelloRequest: MessageTypeDefinition<_berth_fleet_v1_HelloRequest, _berth_fleet_v1_HelloRequest__Output>
        LogCancel: MessageTypeDefinition<_berth_fleet_v1_LogCancel, _berth_fleet_v1_LogCancel__Output>
        LogChunk: MessageTypeDefinition<_berth_fleet_v1_LogChunk, _berth_fleet_v1_LogChunk__Output>
        LogRequest: MessageTypeDefinition<_berth_fleet_v1_LogRequest, _berth_fleet_v1_LogRequest__Output>
        PeerKey: MessageTypeDefinition<_berth_fleet_v1_PeerKey, _berth_fleet_v1_PeerKey__Output>
        PeerProbe: MessageTypeDefinition<_berth_fleet_v1_PeerProbe, _berth_fleet_v1_PeerProbe__Output>
        PeerReport: MessageTypeDefinition<_berth_fleet_v1_PeerReport, _berth_fleet_v1_PeerReport__Output>
        Presence: MessageTypeDefinition<_berth_fleet_v1_Presence, _berth_fleet_v1_Presence__Output>
        Refused: MessageTypeDefinition<_berth_fleet_v1_Refused, _berth_fleet_v1_Refused__Output>
        ResyncRequest: MessageTypeDefinition<_berth_fleet_v1_ResyncRequest, _berth_fleet_v1_ResyncRequest__Output>
        SecretGiven: MessageTypeDefinition<_berth_fleet_v1_SecretGiven, _berth_fleet_v1_SecretGiven__Output>
        SecretName: MessageTypeDefinition<_berth_fleet_v1_SecretName, _berth_fleet_v1_SecretName__Output>
        SecretsRequest: MessageTypeDefinition<_berth_fleet_v1_SecretsRequest, _berth_fleet_v1_SecretsRequest__Output>
        StatusAck: MessageTypeDefinition<_berth_fleet_v1_StatusAck, _berth_fleet_v1_StatusAck__Output>
        StatusReport: MessageTypeDefinition<_berth_fleet_v1_StatusReport, _berth_fleet_v1_StatusReport__Output>
        StreamCredit: MessageTypeDefinition<_berth_fleet_v1_StreamCredit, _berth_fleet_v1_StreamCredit__Output>
        TerminalSize: MessageTypeDefinition<_berth_fleet_v1_TerminalSize, _berth_fleet_v1_TerminalSize__Output>
        VolumesDeleted: MessageTypeDefinition<_berth_fleet_v1_VolumesDeleted, _berth_fleet_v1_VolumesDeleted__Output>
        VolumesRemoved: MessageTypeDefinition<_berth_fleet_v1_VolumesRemoved, _berth_fleet_v1_VolumesRemoved__Output>
        WantedAgent: MessageTypeDefinition<_berth_fleet_v1_WantedAgent, _berth_fleet_v1_WantedAgent__Output>
        Welcome: MessageTypeDefinition<_berth_fleet_v1_Welcome, _berth_fleet_v1_Welcome__Output>
      }
    }
    model: {
      v1: {
        AgentBuild: MessageTypeDefinition<_berth_model_v1_AgentBuild, _berth_model_v1_AgentBuild__Output>
        BatchRule: MessageTypeDefinition<_berth_model_v1_BatchRule, _berth_model_v1_BatchRule__Output>
        Claim: MessageTypeDefinition<_berth_model_v1_Claim, _berth_model_v1_Claim__Output>
        Connection: EnumTypeDefinition
        ContainerArguments: MessageTypeDefinition<_berth_model_v1_ContainerArguments, _berth_model_v1_ContainerArguments__Output>
        ContainerMount: MessageTypeDefinition<_berth_model_v1_ContainerMount, _berth_model_v1_ContainerMount__Output>
        ContainerNetwork: EnumTypeDefinition
        ContainerPort: MessageTypeDefinition<_berth_model_v1_ContainerPort, _berth_model_v1_ContainerPort__Output>
        ContainerSpec: MessageTypeDefinition<_berth_model_v1_ContainerSpec, _berth_model_v1_ContainerSpec__Output>
        ContainerTmpfs: MessageTypeDefinition<_berth_model_v1_ContainerTmpfs, _berth_model_v1_ContainerTmpfs__Output>
        DesiredPhase: EnumTypeDefinition
        Device: MessageTypeDefinition<_berth_model_v1_Device, _berth_model_v1_Device__Output>
        Eligibility: EnumTypeDefinition
        Endpoint: MessageTypeDefinition<_berth_model_v1_Endpoint, _berth_model_v1_Endpoint__Output>
        ExecProbe: MessageTypeDefinition<_berth_model_v1_ExecProbe, _berth_model_v1_ExecProbe__Output>
        FailedBuild: MessageTypeDefinition<_berth_model_v1_FailedBuild, _berth_model_v1_FailedBuild__Output>
        FailureRule: MessageTypeDefinition<_berth_model_v1_FailureRule, _berth_model_v1_FailureRule__Output>
        FileChange: EnumTypeDefinition
        FileSpec: MessageTypeDefinition<_berth_model_v1_FileSpec, _berth_model_v1_FileSpec__Output>
        GrpcProbe: MessageTypeDefinition<_berth_model_v1_GrpcProbe, _berth_model_v1_GrpcProbe__Output>
        HealthCheck: MessageTypeDefinition<_berth_model_v1_HealthCheck, _berth_model_v1_HealthCheck__Output>
        HealthRule: MessageTypeDefinition<_berth_model_v1_HealthRule, _berth_model_v1_HealthRule__Output>
        Hook: MessageTypeDefinition<_berth_model_v1_Hook, _berth_model_v1_Hook__Output>
        HooksRule: MessageTypeDefinition<_berth_model_v1_HooksRule, _berth_model_v1_HooksRule__Output>
        HttpProbe: MessageTypeDefinition<_berth_model_v1_HttpProbe, _berth_model_v1_HttpProbe__Output>
        Inventory: MessageTypeDefinition<_berth_model_v1_Inventory, _berth_model_v1_Inventory__Output>
        InventoryAmount: MessageTypeDefinition<_berth_model_v1_InventoryAmount, _berth_model_v1_InventoryAmount__Output>
        NodeInfo: MessageTypeDefinition<_berth_model_v1_NodeInfo, _berth_model_v1_NodeInfo__Output>
        NumberedVolume: MessageTypeDefinition<_berth_model_v1_NumberedVolume, _berth_model_v1_NumberedVolume__Output>
        ObservedPhase: EnumTypeDefinition
        PlacementCause: EnumTypeDefinition
        PlacementStatus: MessageTypeDefinition<_berth_model_v1_PlacementStatus, _berth_model_v1_PlacementStatus__Output>
        PortRange: MessageTypeDefinition<_berth_model_v1_PortRange, _berth_model_v1_PortRange__Output>
        PortRequest: MessageTypeDefinition<_berth_model_v1_PortRequest, _berth_model_v1_PortRequest__Output>
        ProcessSpec: MessageTypeDefinition<_berth_model_v1_ProcessSpec, _berth_model_v1_ProcessSpec__Output>
        RejectCount: MessageTypeDefinition<_berth_model_v1_RejectCount, _berth_model_v1_RejectCount__Output>
        RejectReason: EnumTypeDefinition
        ResourceRequest: MessageTypeDefinition<_berth_model_v1_ResourceRequest, _berth_model_v1_ResourceRequest__Output>
        RunSpec: MessageTypeDefinition<_berth_model_v1_RunSpec, _berth_model_v1_RunSpec__Output>
        Schedule: MessageTypeDefinition<_berth_model_v1_Schedule, _berth_model_v1_Schedule__Output>
        ScheduleCatchUp: EnumTypeDefinition
        ScheduleOverlap: EnumTypeDefinition
        Taint: MessageTypeDefinition<_berth_model_v1_Taint, _berth_model_v1_Taint__Output>
        TaintEffect: EnumTypeDefinition
        TcpProbe: MessageTypeDefinition<_berth_model_v1_TcpProbe, _berth_model_v1_TcpProbe__Output>
        Usage: MessageTypeDefinition<_berth_model_v1_Usage, _berth_model_v1_Usage__Output>
        VolumeUse: MessageTypeDefinition<_berth_model_v1_VolumeUse, _berth_model_v1_VolumeUse__Output>
        WorkloadKind: EnumTypeDefinition
      }
    }
  }
}

