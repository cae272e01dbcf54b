// Original file: proto/berth/control/v1/control.proto


export interface WhoAmIResponse {
  'json'?: (string);
}

export interface WhoAmIResponse__Output {
  'json': (string);
}
