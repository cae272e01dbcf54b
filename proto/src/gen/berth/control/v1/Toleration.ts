// Original file: proto/berth/control/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface Toleration {
  'key'?: (string);
  'value'?: (string);
  'forMs'?: (number | string | Long);
  '_value'?: "value";
  '_forMs'?: "forMs";
}

export interface Toleration__Output {
  'key': (string);
  'value'?: (string);
  'forMs'?: (number);
  '_value'?: "value";
  '_forMs'?: "forMs";
}
