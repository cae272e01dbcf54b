// Original file: proto/berth/control/v1/control.proto


export interface Place {
  'site'?: (string);
  'region'?: (string);
  'location'?: (string);
  '_site'?: "site";
  '_region'?: "region";
  '_location'?: "location";
}

export interface Place__Output {
  'site'?: (string);
  'region'?: (string);
  'location'?: (string);
  '_site'?: "site";
  '_region'?: "region";
  '_location'?: "location";
}
