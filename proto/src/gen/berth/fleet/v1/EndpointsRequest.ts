// Original file: proto/berth/fleet/v1/fleet.proto


export interface EndpointsRequest {
}

export interface EndpointsRequest__Output {
}
