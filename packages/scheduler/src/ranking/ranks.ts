/** How good a node with room is to one kind of request, by itself. */
import type { NodeView, ReadonlyNodeLoad } from '@berth/core';

/** The best rank; the worst is 0. */
export const RANK_MAX = 1000;

/** A whole number from 0 to {@link RANK_MAX}: higher is better. */
export type Rank = (node: NodeView, load: ReadonlyNodeLoad) => number;
