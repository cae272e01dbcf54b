// Original file: proto/berth/fleet/v1/fleet.proto


export interface StreamCredit {
  'stream'?: (string);
  'bytes'?: (number);
}

export interface StreamCredit__Output {
  'stream': (string);
  'bytes': (number);
}
