// Original file: proto/berth/control/v1/control.proto


export interface ListSecretsRequest {
}

export interface ListSecretsRequest__Output {
}
