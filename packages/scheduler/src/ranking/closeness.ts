import { LOCATION_ATTRIBUTE, type NodeInfo, type PlacementRules, parseLocation } from '@berth/core';
import { RANK_MAX } from './ranks.js';

/** What is in the region, when nobody knows where. */
const SAME_REGION = RANK_MAX / 2;
/** Round trips this long halve the rank. */
const HALF_MS = 20;
/** Of the best estimate: it is never the same site. */
const ESTIMATE_MAX = RANK_MAX - 50;
const EARTH_KM = 6371;
/** Light in fibre, there and back, on ways that are half as long again as the great circle. */
const KM_PER_MS = 200 / 2 / 1.5;

/**
 * `latency`: full marks on the site itself, else by the round trip that the distance makes likely, else by the region.
 * Measured round trips will take the estimate's place.
 */
export function closeness(info: NodeInfo, closeTo: PlacementRules['closeTo']): number {
  if (!closeTo) return 0;
  if (closeTo.site !== undefined && info.site === closeTo.site) return RANK_MAX;
  const from = closeTo.location === undefined ? undefined : parseLocation(closeTo.location);
  const to = parseLocation(info.attributes[LOCATION_ATTRIBUTE] ?? '');
  if (from && to) {
    return Math.round((ESTIMATE_MAX * HALF_MS) / (HALF_MS + greatCircleKm(from, to) / KM_PER_MS));
  }
  return closeTo.region !== undefined && info.region === closeTo.region ? SAME_REGION : 0;
}

type Location = { readonly latitude: number; readonly longitude: number };

/** Haversine. */
function greatCircleKm(from: Location, to: Location): number {
  const [a, b] = [radians(from.latitude), radians(to.latitude)];
  const across = Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  const half = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * across;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(half)));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
