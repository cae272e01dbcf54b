// Original file: proto/berth/control/v1/control.proto


export interface RemoveVolumeResponse {
  'volume'?: (string);
  'node'?: (string);
  'deleted'?: (string);
}

export interface RemoveVolumeResponse__Output {
  'volume': (string);
  'node': (string);
  'deleted': (string);
}
