// Original file: proto/berth/control/v1/control.proto


export interface RevokeTokenResponse {
  'token'?: (string);
}

export interface RevokeTokenResponse__Output {
  'token': (string);
}
