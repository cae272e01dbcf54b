// Original file: proto/berth/fleet/v1/fleet.proto


export interface ExecEnd {
  'stream'?: (string);
  'exitCode'?: (number);
  'error'?: (string);
  '_error'?: "error";
}

export interface ExecEnd__Output {
  'stream': (string);
  'exitCode': (number);
  'error'?: (string);
  '_error'?: "error";
}
