import type { PlaceRequest } from '@berth/core';

/**
 * Equal for requests that every node answers alike, whatever their count and the nodes they name. The order of amounts
 * counts, since the first one that is missing is the reason. Whose copies are meant counts where rules are about copies.
 */
export function signatureOf({ resources, rules, workload }: PlaceRequest): string {
  const { quantities, ports, devices } = resources;
  const { require, prefer, tolerate, spread, apart, near } = rules;
  const parts: unknown[] = [quantities, ports, devices, require, prefer, tolerate];
  if (spread || apart || near) parts.push(spread ?? 0, apart ?? 0, near ?? 0, workload ?? 0);
  return JSON.stringify(parts);
}
