// Original file: proto/berth/control/v1/control.proto


export interface Toleration {
  'key'?: (string);
  'value'?: (string);
  '_value'?: "value";
}

export interface Toleration__Output {
  'key': (string);
  'value'?: (string);
  '_value'?: "value";
}
