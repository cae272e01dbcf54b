// Original file: proto/berth/control/v1/control.proto


export interface MoveResponse {
  'placement'?: (string);
  'replacement'?: (string);
  'to'?: (string);
}

export interface MoveResponse__Output {
  'placement': (string);
  'replacement': (string);
  'to': (string);
}
