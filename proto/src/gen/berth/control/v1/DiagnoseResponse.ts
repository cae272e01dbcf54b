// Original file: proto/berth/control/v1/control.proto


export interface DiagnoseResponse {
  'json'?: (string);
}

export interface DiagnoseResponse__Output {
  'json': (string);
}
