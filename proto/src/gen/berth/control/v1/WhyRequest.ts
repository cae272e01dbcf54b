// Original file: proto/berth/control/v1/control.proto


export interface WhyRequest {
  'target'?: (string);
  'node'?: (string);
  '_node'?: "node";
}

export interface WhyRequest__Output {
  'target': (string);
  'node'?: (string);
  '_node'?: "node";
}
