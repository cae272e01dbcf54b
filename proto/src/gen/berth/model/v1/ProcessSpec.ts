// Original file: proto/berth/model/v1/run.proto

import type { Long } from '@grpc/proto-loader';

export interface ProcessSpec {
  'command'?: (string)[];
  'env'?: ({[key: string]: string});
  'workingDirectory'?: (string);
  'stopSignal'?: (string);
  'graceMs'?: (number | string | Long);
  'isolation'?: (string);
  '_workingDirectory'?: "workingDirectory";
  '_isolation'?: "isolation";
}

export interface ProcessSpec__Output {
  'command': (string)[];
  'env': ({[key: string]: string});
  'workingDirectory'?: (string);
  'stopSignal': (string);
  'graceMs': (number);
  'isolation'?: (string);
  '_workingDirectory'?: "workingDirectory";
  '_isolation'?: "isolation";
}
