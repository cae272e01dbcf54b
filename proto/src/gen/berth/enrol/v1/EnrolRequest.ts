// Original file: proto/berth/enrol/v1/enrol.proto


export interface EnrolRequest {
  'secret'?: (string);
  'node'?: (string);
  'site'?: (string);
  'request'?: (Buffer | Uint8Array | string);
  '_site'?: "site";
}

export interface EnrolRequest__Output {
  'secret': (string);
  'node': (string);
  'site'?: (string);
  'request': (Buffer);
  '_site'?: "site";
}
