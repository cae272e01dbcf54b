// Original file: proto/berth/fleet/v1/fleet.proto


export interface ExecCancel {
  'stream'?: (string);
}

export interface ExecCancel__Output {
  'stream': (string);
}
