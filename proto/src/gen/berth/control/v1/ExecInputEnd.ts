// Original file: proto/berth/control/v1/control.proto


export interface ExecInputEnd {
}

export interface ExecInputEnd__Output {
}
