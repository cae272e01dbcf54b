// Original file: proto/berth/model/v1/run.proto


export interface ContainerPort {
  'number'?: (number);
  'udp'?: (boolean);
}

export interface ContainerPort__Output {
  'number': (number);
  'udp': (boolean);
}
