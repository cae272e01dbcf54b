// Original file: proto/berth/control/v1/control.proto


export interface ReadIndexRequest {
}

export interface ReadIndexRequest__Output {
}
