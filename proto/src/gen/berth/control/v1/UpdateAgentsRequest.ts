// Original file: proto/berth/control/v1/control.proto

import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';

export interface UpdateAgentsRequest {
  'action'?: (string);
  'version'?: (string);
  'percent'?: (number);
  'site'?: (string);
  'auto'?: (boolean);
  'again'?: (boolean);
  'actor'?: (_berth_model_v1_Actor | null);
  '_version'?: "version";
  '_percent'?: "percent";
  '_site'?: "site";
  '_auto'?: "auto";
}

export interface UpdateAgentsRequest__Output {
  'action': (string);
  'version'?: (string);
  'percent'?: (number);
  'site'?: (string);
  'auto'?: (boolean);
  'again': (boolean);
  'actor': (_berth_model_v1_Actor__Output | null);
  '_version'?: "version";
  '_percent'?: "percent";
  '_site'?: "site";
  '_auto'?: "auto";
}
