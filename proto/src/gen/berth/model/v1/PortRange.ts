// Original file: proto/berth/model/v1/node.proto


export interface PortRange {
  'first'?: (number);
  'last'?: (number);
}

export interface PortRange__Output {
  'first': (number);
  'last': (number);
}
