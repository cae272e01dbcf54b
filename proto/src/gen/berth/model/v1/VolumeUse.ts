// Original file: proto/berth/model/v1/run.proto

import type { Long } from '@grpc/proto-loader';

export interface VolumeUse {
  'volume'?: (string);
  'target'?: (string);
  'readOnly'?: (boolean);
  'sizeMib'?: (number | string | Long);
  '_target'?: "target";
  '_sizeMib'?: "sizeMib";
}

export interface VolumeUse__Output {
  'volume': (string);
  'target'?: (string);
  'readOnly': (boolean);
  'sizeMib'?: (number);
  '_target'?: "target";
  '_sizeMib'?: "sizeMib";
}
