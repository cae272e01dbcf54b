/** Output of containers as engines send it: frames of 8 bytes (1 = out, 2 = err, 0, 0, 0, length) and their payload. */
const HEADER_BYTES = 8;
/** Engines cut output into far smaller pieces. */
const FRAME_BYTES = 4 * 1024 * 1024;

export type OutputFrame = {
  /** 1: standard output, 2: standard error. */
  readonly channel: number;
  readonly payload: Buffer;
};

export async function* payloads(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Buffer[]> {
  for await (const some of frames(chunks)) yield some.map(({ payload }) => payload);
}

/** Those that are complete, as often as something arrives. */
export async function* frames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly OutputFrame[]> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    const found: OutputFrame[] = [];
    for (;;) {
      if (rest.length < HEADER_BYTES) break;
      const length = rest.readUInt32BE(4);
      if (length > FRAME_BYTES) throw new Error(`the container engine sends a frame of ${length} bytes`);
      if (rest.length < HEADER_BYTES + length) break;
      found.push({ channel: rest[0] ?? 0, payload: rest.subarray(HEADER_BYTES, HEADER_BYTES + length) });
      rest = rest.subarray(HEADER_BYTES + length);
    }
    if (found.length > 0) yield found;
  }
}
