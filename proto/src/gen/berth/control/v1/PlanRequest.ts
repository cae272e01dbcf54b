// Original file: proto/berth/control/v1/control.proto


export interface PlanRequest {
  'source'?: (string);
}

export interface PlanRequest__Output {
  'source': (string);
}
