// Original file: proto/berth/control/v1/control.proto


export interface WhyResponse {
  'json'?: (string);
}

export interface WhyResponse__Output {
  'json': (string);
}
