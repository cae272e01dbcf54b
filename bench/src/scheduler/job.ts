import type { Row } from './row.js';
import { growthOf, type Shape, shapesOf } from './shapes.js';
import { readSizes } from './sizes.js';

/** Where a shape is found: by its place among the field's, or among those of growth. */
export type Job = {
  readonly through: Row['through'];
  readonly at: number;
  /** Counts are divided by this. */
  readonly divisor: number;
  readonly growth?: { readonly nodes: number; readonly measure: number };
};

export function shapeOf({ at, divisor, growth }: Job): Shape {
  const scale = (count: number) => Math.ceil(count / divisor);
  const shapes = growth ? growthOf(growth.nodes, growth.measure) : shapesOf(readSizes(), scale);
  const shape = shapes[at];
  if (!shape) throw new Error(`there is no shape ${at}`);
  return shape;
}
