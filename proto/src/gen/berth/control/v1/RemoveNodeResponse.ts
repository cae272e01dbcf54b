// Original file: proto/berth/control/v1/control.proto


export interface RemoveNodeResponse {
  'node'?: (string);
}

export interface RemoveNodeResponse__Output {
  'node': (string);
}
