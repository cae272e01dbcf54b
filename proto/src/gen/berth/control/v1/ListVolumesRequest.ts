// Original file: proto/berth/control/v1/control.proto


export interface ListVolumesRequest {
  'stack'?: (string);
  '_stack'?: "stack";
}

export interface ListVolumesRequest__Output {
  'stack'?: (string);
  '_stack'?: "stack";
}
