// Original file: proto/berth/model/v1/node.proto

import type { Long } from '@grpc/proto-loader';

export interface FailedBuild {
  'digest'?: (string);
  'version'?: (string);
  'attempt'?: (number | string | Long);
  'reason'?: (string);
}

export interface FailedBuild__Output {
  'digest': (string);
  'version': (string);
  'attempt': (number);
  'reason': (string);
}
