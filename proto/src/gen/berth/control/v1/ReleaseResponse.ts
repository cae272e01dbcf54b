// Original file: proto/berth/control/v1/control.proto


export interface ReleaseResponse {
  'reservation'?: (string);
}

export interface ReleaseResponse__Output {
  'reservation': (string);
}
