// Original file: proto/berth/control/v1/control.proto


export interface RebalanceRequest {
  'moves'?: (number);
  'percent'?: (number | string);
  'workloads'?: (string)[];
  '_moves'?: "moves";
  '_percent'?: "percent";
}

export interface RebalanceRequest__Output {
  'moves'?: (number);
  'percent'?: (number);
  'workloads': (string)[];
  '_moves'?: "moves";
  '_percent'?: "percent";
}
