// Original file: proto/berth/model/v1/run.proto


export interface TcpProbe {
  'port'?: (string);
}

export interface TcpProbe__Output {
  'port': (string);
}
