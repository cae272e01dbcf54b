// Original file: proto/berth/control/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface LogsRequest {
  'placement'?: (string);
  'follow'?: (boolean);
  'tailBytes'?: (number | string | Long);
  'tailLines'?: (number);
  'sinceMs'?: (number | string | Long);
  'from'?: (number | string | Long);
  '_tailLines'?: "tailLines";
  '_sinceMs'?: "sinceMs";
  '_from'?: "from";
}

export interface LogsRequest__Output {
  'placement': (string);
  'follow': (boolean);
  'tailBytes': (number);
  'tailLines'?: (number);
  'sinceMs'?: (number);
  'from'?: (number);
  '_tailLines'?: "tailLines";
  '_sinceMs'?: "sinceMs";
  '_from'?: "from";
}
