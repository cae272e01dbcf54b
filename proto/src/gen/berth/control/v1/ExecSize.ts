// Original file: proto/berth/control/v1/control.proto


export interface ExecSize {
  'columns'?: (number);
  'rows'?: (number);
}

export interface ExecSize__Output {
  'columns': (number);
  'rows': (number);
}
