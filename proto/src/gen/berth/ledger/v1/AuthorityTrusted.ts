// Original file: proto/berth/ledger/v1/events.proto

import type { Long } from '@grpc/proto-loader';

export interface AuthorityTrusted {
  'fingerprints'?: (string)[];
  'atMs'?: (number | string | Long);
}

export interface AuthorityTrusted__Output {
  'fingerprints': (string)[];
  'atMs': (number);
}
