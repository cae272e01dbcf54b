// Original file: proto/berth/control/v1/control.proto


export interface InfoRequest {
}

export interface InfoRequest__Output {
}
