// Original file: proto/berth/ledger/v1/events.proto


export interface PlacementsSetAside {
  'placements'?: (string)[];
}

export interface PlacementsSetAside__Output {
  'placements': (string)[];
}
