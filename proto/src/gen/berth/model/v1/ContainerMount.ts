// Original file: proto/berth/model/v1/run.proto


export interface ContainerMount {
  'source'?: (string);
  'target'?: (string);
  'readOnly'?: (boolean);
  '_source'?: "source";
}

export interface ContainerMount__Output {
  'source'?: (string);
  'target': (string);
  'readOnly': (boolean);
  '_source'?: "source";
}
