// Original file: proto/berth/ledger/v1/events.proto


export interface Preemptor {
  'workload'?: (string);
  'priority'?: (number);
  'over'?: (number);
}

export interface Preemptor__Output {
  'workload': (string);
  'priority': (number);
  'over': (number);
}
