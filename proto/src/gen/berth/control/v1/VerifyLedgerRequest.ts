// Original file: proto/berth/control/v1/control.proto


export interface VerifyLedgerRequest {
}

export interface VerifyLedgerRequest__Output {
}
