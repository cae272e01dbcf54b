import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from './berth/model/v1/Actor.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  berth: {
    model: {
      v1: {
        Actor: MessageTypeDefinition<_berth_model_v1_Actor, _berth_model_v1_Actor__Output>
        ActorKind: EnumTypeDefinition
      }
    }
  }
}

