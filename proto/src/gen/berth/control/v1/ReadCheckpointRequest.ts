// Original file: proto/berth/control/v1/control.proto


export interface ReadCheckpointRequest {
}

export interface ReadCheckpointRequest__Output {
}
