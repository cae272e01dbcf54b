type Growable = Int32Array | Float64Array | Uint16Array | Uint8Array;

/** The array, or one of at least twice its length with the same beginning. New elements are `fill`. */
export function grown<Elements extends Growable>(elements: Elements, length: number, fill = 0): Elements {
  if (length <= elements.length) return elements;
  const Constructor = elements.constructor as new (length: number) => Elements;
  const longer = new Constructor(Math.max(length, 2 * elements.length));
  longer.set(elements);
  if (fill !== 0) longer.fill(fill, elements.length);
  return longer;
}
