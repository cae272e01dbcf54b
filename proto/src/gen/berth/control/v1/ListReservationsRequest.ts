// Original file: proto/berth/control/v1/control.proto


export interface ListReservationsRequest {
}

export interface ListReservationsRequest__Output {
}
