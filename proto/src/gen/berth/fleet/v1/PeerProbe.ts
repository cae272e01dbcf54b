// Original file: proto/berth/fleet/v1/fleet.proto


export interface PeerProbe {
  'probe'?: (string);
  'node'?: (string);
  'address'?: (string);
}

export interface PeerProbe__Output {
  'probe': (string);
  'node': (string);
  'address': (string);
}
