// Original file: proto/berth/model/v1/node.proto


export interface Taint {
  'key'?: (string);
  'value'?: (string);
}

export interface Taint__Output {
  'key': (string);
  'value': (string);
}
