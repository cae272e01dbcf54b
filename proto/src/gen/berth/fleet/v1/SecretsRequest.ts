// Original file: proto/berth/fleet/v1/fleet.proto

import type { SecretName as _berth_fleet_v1_SecretName, SecretName__Output as _berth_fleet_v1_SecretName__Output } from '../../../berth/fleet/v1/SecretName.js';

export interface SecretsRequest {
  'wanted'?: (_berth_fleet_v1_SecretName)[];
  'key'?: (Buffer | Uint8Array | string);
}

export interface SecretsRequest__Output {
  'wanted': (_berth_fleet_v1_SecretName__Output)[];
  'key': (Buffer);
}
