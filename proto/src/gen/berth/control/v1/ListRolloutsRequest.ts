// Original file: proto/berth/control/v1/control.proto


export interface ListRolloutsRequest {
  'target'?: (string);
  '_target'?: "target";
}

export interface ListRolloutsRequest__Output {
  'target'?: (string);
  '_target'?: "target";
}
