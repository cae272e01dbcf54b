import { type CommonOptions, type Effects, withClient } from '../effects.js';

export type LogsOptions = CommonOptions & { readonly follow?: boolean; readonly tail: number };

const BYTES_PER_LINE = 200;

/** The last lines of a placement, or of a workload's first copy. With --json, one object per chunk. */
export async function logs(target: string, options: LogsOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const request = {
      placement: target,
      follow: options.follow ?? false,
      tailBytes: options.tail * BYTES_PER_LINE,
    };
    const decoder = new TextDecoder();
    for await (const data of client.logs(request, effects.signal)) {
      const text = decoder.decode(data, { stream: true });
      effects.out(options.json ? `${JSON.stringify({ target, text })}\n` : text);
    }
  });
}
