// Original file: proto/berth/model/v1/identity.proto


export interface Grant {
  'role'?: (string);
  'stacks'?: (string);
}

export interface Grant__Output {
  'role': (string);
  'stacks': (string);
}
