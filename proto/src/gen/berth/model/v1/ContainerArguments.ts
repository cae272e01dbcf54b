// Original file: proto/berth/model/v1/run.proto


export interface ContainerArguments {
  'values'?: (string)[];
}

export interface ContainerArguments__Output {
  'values': (string)[];
}
