/** Where things are: "latitude,longitude" in degrees, as maps write it. */

/** The attribute of a node that says where it stands. */
export const LOCATION_ATTRIBUTE = 'location';

const FORM = /^\s*([+-]?\d{1,2}(?:\.\d{1,8})?)\s*,\s*([+-]?\d{1,3}(?:\.\d{1,8})?)\s*$/;

/** Undefined for what is not a place on earth. */
export function parseLocation(text: string): { latitude: number; longitude: number } | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [latitude, longitude] = [Number(match[1]), Number(match[2])];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
}
