// Original file: proto/berth/control/v1/control.proto


export interface UpdateAgentsResponse {
  'json'?: (string);
}

export interface UpdateAgentsResponse__Output {
  'json': (string);
}
