// Original file: proto/berth/control/v1/control.proto


export interface RevokeUserTokenResponse {
  'name'?: (string);
  'token'?: (string);
}

export interface RevokeUserTokenResponse__Output {
  'name': (string);
  'token': (string);
}
