/** What is filled into commands, variables and files: `${port.NAME}` and a few facts of the node; `$${` stands for `${`. */

export const TEMPLATE_NAMES: readonly string[] = ['node.id', 'node.site', 'node.address', 'replica', 'files'];

/** `name` is undefined when the closing brace is missing. */
export type Template = { readonly whole: string; readonly name?: string };

/**
 * The places of a text that are filled in, as the agent's expression finds them. Searched by hand: that expression takes
 * quadratic time for openings that are never closed, so texts with such are refused here.
 */
export function findTemplates(text: string): Template[] {
  const found: Template[] = [];
  for (let at = text.indexOf('$'); at !== -1; at = text.indexOf('$', at)) {
    if (text.startsWith('$${', at)) {
      at += 3;
    } else if (text.startsWith('${', at)) {
      const end = text.indexOf('}', at);
      if (end === -1) return [...found, { whole: text.slice(at) }];
      found.push({ whole: text.slice(at, end + 1), name: text.slice(at + 2, end) });
      at = end + 1;
    } else {
      at++;
    }
  }
  return found;
}
