/** A whole, or what changed of it: names on the wire. */
import type { Assignment } from '@berth/core';
import type { Received } from '@berth/proto';
import { type WireEnum, wireEnum } from './checks.js';

export const ASSIGNMENT_FORMS: WireEnum<Assignment['form'], Received<'berth.fleet.v1.Assignment'>['form']> =
  wireEnum({
    snapshot: 'ASSIGNMENT_FORM_SNAPSHOT',
    delta: 'ASSIGNMENT_FORM_DELTA',
  });
