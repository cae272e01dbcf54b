// Original file: proto/berth/model/v1/run.proto


export interface HttpProbe {
  'port'?: (string);
  'path'?: (string);
}

export interface HttpProbe__Output {
  'port': (string);
  'path': (string);
}
