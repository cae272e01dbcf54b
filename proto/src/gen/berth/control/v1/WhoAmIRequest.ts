// Original file: proto/berth/control/v1/control.proto


export interface WhoAmIRequest {
}

export interface WhoAmIRequest__Output {
}
