// Original file: proto/berth/model/v1/run.proto


export interface GrpcProbe {
  'port'?: (string);
  'service'?: (string);
}

export interface GrpcProbe__Output {
  'port': (string);
  'service': (string);
}
