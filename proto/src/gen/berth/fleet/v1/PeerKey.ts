// Original file: proto/berth/fleet/v1/fleet.proto


export interface PeerKey {
  'key'?: (string);
}

export interface PeerKey__Output {
  'key': (string);
}
