// Original file: proto/berth/fleet/v1/fleet.proto


export interface Presence {
  'nonce'?: (number);
}

export interface Presence__Output {
  'nonce': (number);
}
