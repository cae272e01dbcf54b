import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Claim as _berth_model_v1_Claim, Claim__Output as _berth_model_v1_Claim__Output } from './berth/model/v1/Claim.js';
import type { Endpoint as _berth_model_v1_Endpoint, Endpoint__Output as _berth_model_v1_Endpoint__Output } from './berth/model/v1/Endpoint.js';
import type { NumberedVolume as _berth_model_v1_NumberedVolume, NumberedVolume__Output as _berth_model_v1_NumberedVolume__Output } from './berth/model/v1/NumberedVolume.js';
import type { PlacementStatus as _berth_model_v1_PlacementStatus, PlacementStatus__Output as _berth_model_v1_PlacementStatus__Output } from './berth/model/v1/PlacementStatus.js';
import type { RejectCount as _berth_model_v1_RejectCount, RejectCount__Output as _berth_model_v1_RejectCount__Output } from './berth/model/v1/RejectCount.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  berth: {
    model: {
      v1: {
        Claim: MessageTypeDefinition<_berth_model_v1_Claim, _berth_model_v1_Claim__Output>
        DesiredPhase: EnumTypeDefinition
        Endpoint: MessageTypeDefinition<_berth_model_v1_Endpoint, _berth_model_v1_Endpoint__Output>
        NumberedVolume: MessageTypeDefinition<_berth_model_v1_NumberedVolume, _berth_model_v1_NumberedVolume__Output>
        ObservedPhase: EnumTypeDefinition
        PlacementCause: EnumTypeDefinition
        PlacementStatus: MessageTypeDefinition<_berth_model_v1_PlacementStatus, _berth_model_v1_PlacementStatus__Output>
        RejectCount: MessageTypeDefinition<_berth_model_v1_RejectCount, _berth_model_v1_RejectCount__Output>
        RejectReason: EnumTypeDefinition
      }
    }
  }
}

