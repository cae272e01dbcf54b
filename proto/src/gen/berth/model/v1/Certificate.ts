// Original file: proto/berth/model/v1/identity.proto

import type { Long } from '@grpc/proto-loader';

export interface Certificate {
  'serial'?: (string);
  'notAfterMs'?: (number | string | Long);
}

export interface Certificate__Output {
  'serial': (string);
  'notAfterMs': (number);
}
