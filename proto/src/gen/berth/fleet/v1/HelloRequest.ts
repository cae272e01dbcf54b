// Original file: proto/berth/fleet/v1/fleet.proto


export interface HelloRequest {
}

export interface HelloRequest__Output {
}
