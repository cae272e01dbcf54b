// Original file: proto/berth/model/v1/node.proto

import type { InventoryAmount as _berth_model_v1_InventoryAmount, InventoryAmount__Output as _berth_model_v1_InventoryAmount__Output } from '../../../berth/model/v1/InventoryAmount.js';
import type { PortRange as _berth_model_v1_PortRange, PortRange__Output as _berth_model_v1_PortRange__Output } from '../../../berth/model/v1/PortRange.js';
import type { Device as _berth_model_v1_Device, Device__Output as _berth_model_v1_Device__Output } from '../../../berth/model/v1/Device.js';

export interface Inventory {
  'resources'?: ({[key: string]: _berth_model_v1_InventoryAmount});
  'ports'?: (_berth_model_v1_PortRange | null);
  'devices'?: (_berth_model_v1_Device)[];
}

export interface Inventory__Output {
  'resources': ({[key: string]: _berth_model_v1_InventoryAmount__Output});
  'ports': (_berth_model_v1_PortRange__Output | null);
  'devices': (_berth_model_v1_Device__Output)[];
}
