// Original file: proto/berth/fleet/v1/fleet.proto


export interface SecretName {
  'name'?: (string);
  'version'?: (number);
}

export interface SecretName__Output {
  'name': (string);
  'version': (number);
}
