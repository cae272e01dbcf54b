// Original file: proto/berth/control/v1/control.proto


export interface DiagnoseRequest {
}

export interface DiagnoseRequest__Output {
}
