import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { EnrolRequest as _berth_enrol_v1_EnrolRequest, EnrolRequest__Output as _berth_enrol_v1_EnrolRequest__Output } from './berth/enrol/v1/EnrolRequest.js';
import type { EnrolResponse as _berth_enrol_v1_EnrolResponse, EnrolResponse__Output as _berth_enrol_v1_EnrolResponse__Output } from './berth/enrol/v1/EnrolResponse.js';
import type { EnrolServiceClient as _berth_enrol_v1_EnrolServiceClient, EnrolServiceDefinition as _berth_enrol_v1_EnrolServiceDefinition } from './berth/enrol/v1/EnrolService.js';
import type { Grant as _berth_enrol_v1_Grant, Grant__Output as _berth_enrol_v1_Grant__Output } from './berth/enrol/v1/Grant.js';
import type { RenewRequest as _berth_enrol_v1_RenewRequest, RenewRequest__Output as _berth_enrol_v1_RenewRequest__Output } from './berth/enrol/v1/RenewRequest.js';
import type { RenewResponse as _berth_enrol_v1_RenewResponse, RenewResponse__Output as _berth_enrol_v1_RenewResponse__Output } from './berth/enrol/v1/RenewResponse.js';
import type { Certificate as _berth_model_v1_Certificate, Certificate__Output as _berth_model_v1_Certificate__Output } from './berth/model/v1/Certificate.js';
import type { Device as _berth_model_v1_Device, Device__Output as _berth_model_v1_Device__Output } from './berth/model/v1/Device.js';
import type { Grant as _berth_model_v1_Grant, Grant__Output as _berth_model_v1_Grant__Output } from './berth/model/v1/Grant.js';
import type { Inventory as _berth_model_v1_Inventory, Inventory__Output as _berth_model_v1_Inventory__Output } from './berth/model/v1/Inventory.js';
import type { InventoryAmount as _berth_model_v1_InventoryAmount, InventoryAmount__Output as _berth_model_v1_InventoryAmount__Output } from './berth/model/v1/InventoryAmount.js';
import type { NodeInfo as _berth_model_v1_NodeInfo, NodeInfo__Output as _berth_model_v1_NodeInfo__Output } from './berth/model/v1/NodeInfo.js';
import type { NodeProfile as _berth_model_v1_NodeProfile, NodeProfile__Output as _berth_model_v1_NodeProfile__Output } from './berth/model/v1/NodeProfile.js';
import type { PortRange as _berth_model_v1_PortRange, PortRange__Output as _berth_model_v1_PortRange__Output } from './berth/model/v1/PortRange.js';
import type { Taint as _berth_model_v1_Taint, Taint__Output as _berth_model_v1_Taint__Output } from './berth/model/v1/Taint.js';
import type { Usage as _berth_model_v1_Usage, Usage__Output as _berth_model_v1_Usage__Output } from './berth/model/v1/Usage.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  berth: {
    enrol: {
      v1: {
        EnrolRequest: MessageTypeDefinition<_berth_enrol_v1_EnrolRequest, _berth_enrol_v1_EnrolRequest__Output>
        EnrolResponse: MessageTypeDefinition<_berth_enrol_v1_EnrolResponse, _berth_enrol_v1_EnrolResponse__Output>
        EnrolService: SubtypeConstructor<typeof grpc.Client, _berth_enrol_v1_EnrolServiceClient> & { service: _berth_enrol_v1_EnrolServiceDefinition }
        Grant: MessageTypeDefinition<_berth_enrol_v1_Grant, _berth_enrol_v1_Grant__Output>
        RenewRequest: MessageTypeDefinition<_berth_enrol_v1_RenewRequest, _berth_enrol_v1_RenewRequest__Output>
        RenewResponse: MessageTypeDefinition<_berth_enrol_v1_RenewResponse, _berth_enrol_v1_RenewResponse__Output>
      }
    }
    model: {
      v1: {
        Certificate: MessageTypeDefinition<_berth_model_v1_Certificate, _berth_model_v1_Certificate__Output>
        Connection: EnumTypeDefinition
        Device: MessageTypeDefinition<_berth_model_v1_Device, _berth_model_v1_Device__Output>
        Eligibility: EnumTypeDefinition
        Grant: MessageTypeDefinition<_berth_model_v1_Grant, _berth_model_v1_Grant__Output>
        Inventory: MessageTypeDefinition<_berth_model_v1_Inventory, _berth_model_v1_Inventory__Output>
        InventoryAmount: MessageTypeDefinition<_berth_model_v1_InventoryAmount, _berth_model_v1_InventoryAmount__Output>
        NodeInfo: MessageTypeDefinition<_berth_model_v1_NodeInfo, _berth_model_v1_NodeInfo__Output>
        NodeProfile: MessageTypeDefinition<_berth_model_v1_NodeProfile, _berth_model_v1_NodeProfile__Output>
        PortRange: MessageTypeDefinition<_berth_model_v1_PortRange, _berth_model_v1_PortRange__Output>
        Taint: MessageTypeDefinition<_berth_model_v1_Taint, _berth_model_v1_Taint__Output>
        TaintEffect: EnumTypeDefinition
        Usage: MessageTypeDefinition<_berth_model_v1_Usage, _berth_model_v1_Usage__Output>
      }
    }
  }
}

