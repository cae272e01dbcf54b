// Original file: proto/berth/fleet/v1/fleet.proto


export interface Refused {
  'message'?: (string);
}

export interface Refused__Output {
  'message': (string);
}
