// Original file: proto/berth/fleet/v1/fleet.proto


export interface LogCancel {
  'stream'?: (string);
}

export interface LogCancel__Output {
  'stream': (string);
}
