// Original file: proto/berth/model/v1/actor.proto


export interface Actor {
  'name'?: (string);
  'reason'?: (string);
  '_reason'?: "reason";
}

export interface Actor__Output {
  'name': (string);
  'reason'?: (string);
  '_reason'?: "reason";
}
