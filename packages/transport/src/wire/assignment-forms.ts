/** A whole, what changed of it, or a part of either: names on the wire. */
import type { Assignment, EndpointsUpdate } from '@berth/core';
import type { Received } from '@berth/proto';
import { type WireEnum, wireEnum } from './checks.js';

type Name = Received<'berth.fleet.v1.Assignment'>['form'];

export const ENDPOINTS_FORMS: WireEnum<EndpointsUpdate['form'], Name> = wireEnum({
  snapshot: 'ASSIGNMENT_FORM_SNAPSHOT',
  delta: 'ASSIGNMENT_FORM_DELTA',
});

export const ASSIGNMENT_FORMS: WireEnum<Assignment['form'], Name> = wireEnum({
  ...ENDPOINTS_FORMS.names,
  piece: 'ASSIGNMENT_FORM_PIECE',
});
