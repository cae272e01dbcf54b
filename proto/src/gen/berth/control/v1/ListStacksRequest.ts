// Original file: proto/berth/control/v1/control.proto


export interface ListStacksRequest {
}

export interface ListStacksRequest__Output {
}
