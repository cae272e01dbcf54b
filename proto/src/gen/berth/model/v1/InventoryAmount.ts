// Original file: proto/berth/model/v1/node.proto

import type { Long } from '@grpc/proto-loader';

export interface InventoryAmount {
  'total'?: (number | string | Long);
  'reserved'?: (number | string | Long);
  'allocationRatio'?: (number | string);
  'min'?: (number | string | Long);
  'max'?: (number | string | Long);
  'step'?: (number | string | Long);
}

export interface InventoryAmount__Output {
  'total': (number);
  'reserved': (number);
  'allocationRatio': (number);
  'min': (number);
  'max': (number);
  'step': (number);
}
