// Original file: proto/berth/model/v1/node.proto


export interface Device {
  'name'?: (string);
  'class'?: (string);
  'model'?: (string);
}

export interface Device__Output {
  'name': (string);
  'class': (string);
  'model': (string);
}
