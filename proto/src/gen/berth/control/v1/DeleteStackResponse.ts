// Original file: proto/berth/control/v1/control.proto


export interface DeleteStackResponse {
  'stack'?: (string);
  'stopped'?: (number);
}

export interface DeleteStackResponse__Output {
  'stack': (string);
  'stopped': (number);
}
