// Original file: proto/berth/fleet/v1/fleet.proto

import type { SecretName as _berth_fleet_v1_SecretName, SecretName__Output as _berth_fleet_v1_SecretName__Output } from '../../../berth/fleet/v1/SecretName.js';

export interface SecretGiven {
  'secret'?: (_berth_fleet_v1_SecretName | null);
  'sealed'?: (Buffer | Uint8Array | string);
  'refused'?: (string);
  '_refused'?: "refused";
}

export interface SecretGiven__Output {
  'secret': (_berth_fleet_v1_SecretName__Output | null);
  'sealed': (Buffer);
  'refused'?: (string);
  '_refused'?: "refused";
}
