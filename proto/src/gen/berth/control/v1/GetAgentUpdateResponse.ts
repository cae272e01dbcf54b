// Original file: proto/berth/control/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface GetAgentUpdateResponse {
  'index'?: (number | string | Long);
  'json'?: (string);
  'ageMs'?: (number | string | Long);
}

export interface GetAgentUpdateResponse__Output {
  'index': (number);
  'json': (string);
  'ageMs': (number);
}
