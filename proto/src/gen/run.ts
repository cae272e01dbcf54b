import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { BatchRule as _berth_model_v1_BatchRule, BatchRule__Output as _berth_model_v1_BatchRule__Output } from './berth/model/v1/BatchRule.js';
import type { PortRequest as _berth_model_v1_PortRequest, PortRequest__Output as _berth_model_v1_PortRequest__Output } from './berth/model/v1/PortRequest.js';
import type { ProcessSpec as _berth_model_v1_ProcessSpec, ProcessSpec__Output as _berth_model_v1_ProcessSpec__Output } from './berth/model/v1/ProcessSpec.js';
import type { ResourceRequest as _berth_model_v1_ResourceRequest, ResourceRequest__Output as _berth_model_v1_ResourceRequest__Output } from './berth/model/v1/ResourceRequest.js';
import type { RestartRule as _berth_model_v1_RestartRule, RestartRule__Output as _berth_model_v1_RestartRule__Output } from './berth/model/v1/RestartRule.js';
import type { RunSpec as _berth_model_v1_RunSpec, RunSpec__Output as _berth_model_v1_RunSpec__Output } from './berth/model/v1/RunSpec.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  berth: {
    model: {
      v1: {
        BatchRule: MessageTypeDefinition<_berth_model_v1_BatchRule, _berth_model_v1_BatchRule__Output>
        PortRequest: MessageTypeDefinition<_berth_model_v1_PortRequest, _berth_model_v1_PortRequest__Output>
        ProcessSpec: MessageTypeDefinition<_berth_model_v1_ProcessSpec, _berth_model_v1_ProcessSpec__Output>
        ResourceRequest: MessageTypeDefinition<_berth_model_v1_ResourceRequest, _berth_model_v1_ResourceRequest__Output>
        RestartRule: MessageTypeDefinition<_berth_model_v1_RestartRule, _berth_model_v1_RestartRule__Output>
        RunSpec: MessageTypeDefinition<_berth_model_v1_RunSpec, _berth_model_v1_RunSpec__Output>
        WorkloadKind: EnumTypeDefinition
      }
    }
  }
}

