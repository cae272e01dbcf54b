// Original file: proto/berth/model/v1/run.proto


export interface ExecProbe {
  'command'?: (string)[];
}

export interface ExecProbe__Output {
  'command': (string)[];
}
