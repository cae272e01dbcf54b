// Original file: proto/berth/fleet/v1/fleet.proto

import type { Long } from '@grpc/proto-loader';

export interface LogRequest {
  'stream'?: (string);
  'placement'?: (string);
  'follow'?: (boolean);
  'tailBytes'?: (number | string | Long);
  'tailLines'?: (number);
  'sinceMs'?: (number | string | Long);
  'from'?: (number | string | Long);
  'windowBytes'?: (number);
  '_tailLines'?: "tailLines";
  '_sinceMs'?: "sinceMs";
  '_from'?: "from";
}

export interface LogRequest__Output {
  'stream': (string);
  'placement': (string);
  'follow': (boolean);
  'tailBytes': (number);
  'tailLines'?: (number);
  'sinceMs'?: (number);
  'from'?: (number);
  'windowBytes': (number);
  '_tailLines'?: "tailLines";
  '_sinceMs'?: "sinceMs";
  '_from'?: "from";
}
