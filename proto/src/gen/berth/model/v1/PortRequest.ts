// Original file: proto/berth/model/v1/run.proto


export interface PortRequest {
  'fixed'?: (number);
}

export interface PortRequest__Output {
  'fixed': (number);
}
