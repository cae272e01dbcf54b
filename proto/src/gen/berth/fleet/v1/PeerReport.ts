// Original file: proto/berth/fleet/v1/fleet.proto


export interface PeerReport {
  'probe'?: (string);
  'reached'?: (boolean);
}

export interface PeerReport__Output {
  'probe': (string);
  'reached': (boolean);
}
