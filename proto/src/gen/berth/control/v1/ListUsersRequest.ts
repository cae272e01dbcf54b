// Original file: proto/berth/control/v1/control.proto


export interface ListUsersRequest {
}

export interface ListUsersRequest__Output {
}
