// Original file: proto/berth/fleet/v1/fleet.proto


export interface ResyncRequest {
}

export interface ResyncRequest__Output {
}
