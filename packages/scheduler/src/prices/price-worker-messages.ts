/** What goes between the price solver and its thread. */
import type { PricesInput, PricesResult } from './prices.js';
import type { PriceLimits } from './solve-prices.js';

export type PriceJob = { readonly id: number; readonly input: PricesInput; readonly limits: PriceLimits };

export type PriceAnswer = { readonly id: number; readonly result: PricesResult };
