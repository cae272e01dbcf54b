// Original file: proto/berth/ledger/v1/events.proto


export interface GivenUpCopy {
  'replica'?: (number);
  'moves'?: (number);
  'node'?: (string);
  'reason'?: (string);
}

export interface GivenUpCopy__Output {
  'replica': (number);
  'moves': (number);
  'node': (string);
  'reason': (string);
}
