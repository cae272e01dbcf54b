// Original file: proto/berth/control/v1/control.proto


export interface Preference {
  'when'?: (string);
  'weight'?: (number);
}

export interface Preference__Output {
  'when': (string);
  'weight': (number);
}
