// Original file: proto/berth/control/v1/control.proto


export interface GetStackRequest {
  'stack'?: (string);
}

export interface GetStackRequest__Output {
  'stack': (string);
}
