/** The one place that knows how to get the solver: 3.5 MB of WebAssembly, so only when a solve is asked for. */
import type { Highs } from 'highs';

export async function loadHighs(): Promise<Highs> {
  // The package's types describe its CommonJS form, where the loader would be one level deeper.
  const module: { readonly default: unknown } = await import('highs');
  return (module.default as () => Promise<Highs>)();
}
