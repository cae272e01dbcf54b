// Original file: proto/berth/ledger/v1/events.proto


export interface PlacementsTakenBack {
  'placements'?: (string)[];
}

export interface PlacementsTakenBack__Output {
  'placements': (string)[];
}
