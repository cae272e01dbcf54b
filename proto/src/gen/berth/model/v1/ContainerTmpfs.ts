// Original file: proto/berth/model/v1/run.proto

import type { Long } from '@grpc/proto-loader';

export interface ContainerTmpfs {
  'target'?: (string);
  'sizeMib'?: (number | string | Long);
}

export interface ContainerTmpfs__Output {
  'target': (string);
  'sizeMib': (number);
}
