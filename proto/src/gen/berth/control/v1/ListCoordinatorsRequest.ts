// Original file: proto/berth/control/v1/control.proto


export interface ListCoordinatorsRequest {
}

export interface ListCoordinatorsRequest__Output {
}
