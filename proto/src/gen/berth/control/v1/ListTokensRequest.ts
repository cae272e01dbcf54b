// Original file: proto/berth/control/v1/control.proto


export interface ListTokensRequest {
}

export interface ListTokensRequest__Output {
}
