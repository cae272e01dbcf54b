// Original file: proto/berth/control/v1/control.proto


export interface GetAgentUpdateRequest {
}

export interface GetAgentUpdateRequest__Output {
}
