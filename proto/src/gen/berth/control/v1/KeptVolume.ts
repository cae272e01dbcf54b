// Original file: proto/berth/control/v1/control.proto


export interface KeptVolume {
  'volume'?: (string);
  'node'?: (string);
}

export interface KeptVolume__Output {
  'volume': (string);
  'node': (string);
}
