// Original file: proto/berth/control/v1/control.proto


export interface ListPlacementsRequest {
  'stack'?: (string);
  'workload'?: (string);
  'node'?: (string);
  '_stack'?: "stack";
  '_workload'?: "workload";
  '_node'?: "node";
}

export interface ListPlacementsRequest__Output {
  'stack'?: (string);
  'workload'?: (string);
  'node'?: (string);
  '_stack'?: "stack";
  '_workload'?: "workload";
  '_node'?: "node";
}
