// Original file: proto/berth/control/v1/control.proto


export interface VerifyLedgerResponse {
  'json'?: (string);
}

export interface VerifyLedgerResponse__Output {
  'json': (string);
}
