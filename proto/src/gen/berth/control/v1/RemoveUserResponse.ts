// Original file: proto/berth/control/v1/control.proto


export interface RemoveUserResponse {
  'name'?: (string);
}

export interface RemoveUserResponse__Output {
  'name': (string);
}
