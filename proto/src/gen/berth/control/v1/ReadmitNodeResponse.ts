// Original file: proto/berth/control/v1/control.proto


export interface ReadmitNodeResponse {
  'node'?: (string);
}

export interface ReadmitNodeResponse__Output {
  'node': (string);
}
