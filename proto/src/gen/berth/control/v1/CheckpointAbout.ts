// Original file: proto/berth/control/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface CheckpointAbout {
  'ledgerId'?: (string);
  'index'?: (number | string | Long);
  'epoch'?: (number | string | Long);
  'hash'?: (string);
  'count'?: (number);
  'digest'?: (string);
}

export interface CheckpointAbout__Output {
  'ledgerId': (string);
  'index': (number);
  'epoch': (number);
  'hash': (string);
  'count': (number);
  'digest': (string);
}
