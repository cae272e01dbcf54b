// Original file: proto/berth/control/v1/control.proto


export interface ExecResponse {
  'output'?: (Buffer | Uint8Array | string);
  'errorOutput'?: (Buffer | Uint8Array | string);
  'exitCode'?: (number);
  'body'?: "output"|"errorOutput"|"exitCode";
}

export interface ExecResponse__Output {
  'output'?: (Buffer);
  'errorOutput'?: (Buffer);
  'exitCode'?: (number);
  'body'?: "output"|"errorOutput"|"exitCode";
}
