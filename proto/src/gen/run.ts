import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { BatchRule as _berth_model_v1_BatchRule, BatchRule__Output as _berth_model_v1_BatchRule__Output } from './berth/model/v1/BatchRule.js';
import type { ContainerArguments as _berth_model_v1_ContainerArguments, ContainerArguments__Output as _berth_model_v1_ContainerArguments__Output } from './berth/model/v1/ContainerArguments.js';
import type { ContainerMount as _berth_model_v1_ContainerMount, ContainerMount__Output as _berth_model_v1_ContainerMount__Output } from './berth/model/v1/ContainerMount.js';
import type { ContainerPort as _berth_model_v1_ContainerPort, ContainerPort__Output as _berth_model_v1_ContainerPort__Output } from './berth/model/v1/ContainerPort.js';
import type { ContainerSpec as _berth_model_v1_ContainerSpec, ContainerSpec__Output as _berth_model_v1_ContainerSpec__Output } from './berth/model/v1/ContainerSpec.js';
import type { ContainerTmpfs as _berth_model_v1_ContainerTmpfs, ContainerTmpfs__Output as _berth_model_v1_ContainerTmpfs__Output } from './berth/model/v1/ContainerTmpfs.js';
import type { ExecProbe as _berth_model_v1_ExecProbe, ExecProbe__Output as _berth_model_v1_ExecProbe__Output } from './berth/model/v1/ExecProbe.js';
import type { FailureRule as _berth_model_v1_FailureRule, FailureRule__Output as _berth_model_v1_FailureRule__Output } from './berth/model/v1/FailureRule.js';
import type { FileSpec as _berth_model_v1_FileSpec, FileSpec__Output as _berth_model_v1_FileSpec__Output } from './berth/model/v1/FileSpec.js';
import type { GrpcProbe as _berth_model_v1_GrpcProbe, GrpcProbe__Output as _berth_model_v1_GrpcProbe__Output } from './berth/model/v1/GrpcProbe.js';
import type { HealthCheck as _berth_model_v1_HealthCheck, HealthCheck__Output as _berth_model_v1_HealthCheck__Output } from './berth/model/v1/HealthCheck.js';
import type { HealthRule as _berth_model_v1_HealthRule, HealthRule__Output as _berth_model_v1_HealthRule__Output } from './berth/model/v1/HealthRule.js';
import type { Hook as _berth_model_v1_Hook, Hook__Output as _berth_model_v1_Hook__Output } from './berth/model/v1/Hook.js';
import type { HooksRule as _berth_model_v1_HooksRule, HooksRule__Output as _berth_model_v1_HooksRule__Output } from './berth/model/v1/HooksRule.js';
import type { HttpProbe as _berth_model_v1_HttpProbe, HttpProbe__Output as _berth_model_v1_HttpProbe__Output } from './berth/model/v1/HttpProbe.js';
import type { PortRequest as _berth_model_v1_PortRequest, PortRequest__Output as _berth_model_v1_PortRequest__Output } from './berth/model/v1/PortRequest.js';
import type { ProcessSpec as _berth_model_v1_ProcessSpec, ProcessSpec__Output as _berth_model_v1_ProcessSpec__Output } from './berth/model/v1/ProcessSpec.js';
import type { ResourceRequest as _berth_model_v1_ResourceRequest, ResourceRequest__Output as _berth_model_v1_ResourceRequest__Output } from './berth/model/v1/ResourceRequest.js';
import type { RunSpec as _berth_model_v1_RunSpec, RunSpec__Output as _berth_model_v1_RunSpec__Output } from './berth/model/v1/RunSpec.js';
import type { Schedule as _berth_model_v1_Schedule, Schedule__Output as _berth_model_v1_Schedule__Output } from './berth/model/v1/Schedule.js';
import type { TcpProbe as _berth_model_v1_TcpProbe, TcpProbe__Output as _berth_model_v1_TcpProbe__Output } from './berth/model/v1/TcpProbe.js';
import type { VolumeUse as _berth_model_v1_VolumeUse, VolumeUse__Output as _berth_model_v1_VolumeUse__Output } from './berth/model/v1/VolumeUse.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  berth: {
    model: {
      v1: {
        BatchRule: MessageTypeDefinition<_berth_model_v1_BatchRule, _berth_model_v1_BatchRule__Output>
        ContainerArguments: MessageTypeDefinition<_berth_model_v1_ContainerArguments, _berth_model_v1_ContainerArguments__Output>
        ContainerMount: MessageTypeDefinition<_berth_model_v1_ContainerMount, _berth_model_v1_ContainerMount__Output>
        ContainerNetwork: EnumTypeDefinition
        ContainerPort: MessageTypeDefinition<_berth_model_v1_ContainerPort, _berth_model_v1_ContainerPort__Output>
        ContainerSpec: MessageTypeDefinition<_berth_model_v1_ContainerSpec, _berth_model_v1_ContainerSpec__Output>
        ContainerTmpfs: MessageTypeDefinition<_berth_model_v1_ContainerTmpfs, _berth_model_v1_ContainerTmpfs__Output>
        ExecProbe: MessageTypeDefinition<_berth_model_v1_ExecProbe, _berth_model_v1_ExecProbe__Output>
        FailureRule: MessageTypeDefinition<_berth_model_v1_FailureRule, _berth_model_v1_FailureRule__Output>
        FileChange: EnumTypeDefinition
        FileSpec: MessageTypeDefinition<_berth_model_v1_FileSpec, _berth_model_v1_FileSpec__Output>
        GrpcProbe: MessageTypeDefinition<_berth_model_v1_GrpcProbe, _berth_model_v1_GrpcProbe__Output>
        HealthCheck: MessageTypeDefinition<_berth_model_v1_HealthCheck, _berth_model_v1_HealthCheck__Output>
        HealthRule: MessageTypeDefinition<_berth_model_v1_HealthRule, _berth_model_v1_HealthRule__Output>
        Hook: MessageTypeDefinition<_berth_model_v1_Hook, _berth_model_v1_Hook__Output>
        HooksRule: MessageTypeDefinition<_berth_model_v1_HooksRule, _berth_model_v1_HooksRule__Output>
        HttpProbe: MessageTypeDefinition<_berth_model_v1_HttpProbe, _berth_model_v1_HttpProbe__Output>
        PortRequest: MessageTypeDefinition<_berth_model_v1_PortRequest, _berth_model_v1_PortRequest__Output>
        ProcessSpec: MessageTypeDefinition<_berth_model_v1_ProcessSpec, _berth_model_v1_ProcessSpec__Output>
        ResourceRequest: MessageTypeDefinition<_berth_model_v1_ResourceRequest, _berth_model_v1_ResourceRequest__Output>
        RunSpec: MessageTypeDefinition<_berth_model_v1_RunSpec, _berth_model_v1_RunSpec__Output>
        Schedule: MessageTypeDefinition<_berth_model_v1_Schedule, _berth_model_v1_Schedule__Output>
        ScheduleCatchUp: EnumTypeDefinition
        ScheduleOverlap: EnumTypeDefinition
        TcpProbe: MessageTypeDefinition<_berth_model_v1_TcpProbe, _berth_model_v1_TcpProbe__Output>
        VolumeUse: MessageTypeDefinition<_berth_model_v1_VolumeUse, _berth_model_v1_VolumeUse__Output>
        WorkloadKind: EnumTypeDefinition
      }
    }
  }
}

