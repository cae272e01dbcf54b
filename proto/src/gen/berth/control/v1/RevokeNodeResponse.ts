// Original file: proto/berth/control/v1/control.proto


export interface RevokeNodeResponse {
  'node'?: (string);
  'serial'?: (string);
  '_serial'?: "serial";
}

export interface RevokeNodeResponse__Output {
  'node': (string);
  'serial'?: (string);
  '_serial'?: "serial";
}
