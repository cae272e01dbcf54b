// Original file: proto/berth/control/v1/control.proto


export interface SetSecretResponse {
  'version'?: (number);
  'usedBy'?: (string)[];
}

export interface SetSecretResponse__Output {
  'version': (number);
  'usedBy': (string)[];
}
