import type { PlaceRequest } from '@berth/core';
import { relationsKey } from '../relations.js';

/**
 * Equal `node` parts: every node by itself answers alike. Equal `copies` parts, too: the rules about copies are the same
 * and see the same copies. The order of amounts counts, since the first one that is missing is the reason.
 */
export type Signature = { readonly node: string; readonly copies: string };

/** Of what is not the call's own: its count and the nodes that it names are left out. */
export function signatureOf(request: PlaceRequest): Signature {
  const { quantities, ports, devices } = request.resources;
  const { require, prefer, tolerate, policy, closeTo } = request.rules;
  return {
    node: JSON.stringify([
      ...[quantities, ports, devices, require, prefer, tolerate],
      ...[policy ?? 0, closeTo ?? 0],
    ]),
    copies: relationsKey(request),
  };
}
