import type { PlaceRequest } from '@berth/core';

/**
 * Equal `node` parts: every node by itself answers alike. Equal `copies` parts, too: the rules about copies are the same
 * and see the same copies. The order of amounts counts, since the first one that is missing is the reason.
 */
export type Signature = { readonly node: string; readonly copies: string };

/** Of what is not the call's own: its count and the nodes that it names are left out. */
export function signatureOf({ resources, rules, workload }: PlaceRequest): Signature {
  const { quantities, ports, devices } = resources;
  const { require, prefer, tolerate, policy, closeTo, spread, apart, near } = rules;
  return {
    node: JSON.stringify([
      ...[quantities, ports, devices, require, prefer, tolerate],
      ...[policy ?? 0, closeTo ?? 0],
    ]),
    copies:
      spread || apart || near ? JSON.stringify([spread ?? 0, apart ?? 0, near ?? 0, workload ?? 0]) : '',
  };
}
