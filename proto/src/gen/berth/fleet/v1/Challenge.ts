// Original file: proto/berth/fleet/v1/fleet.proto


export interface Challenge {
  'nonce'?: (number);
}

export interface Challenge__Output {
  'nonce': (number);
}
