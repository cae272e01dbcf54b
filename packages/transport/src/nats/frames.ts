/**
 * What one NATS message of a link holds: 9 bytes of header, then the payload.
 *
 * | bytes | meaning |
 * |---|---|
 * | 0 | kind |
 * | 1-4 | link, as the coordinator named it: one of its node, whom the subject names |
 * | 5-6 | number of this frame among those that carry data, from 0, modulo 65536 |
 * | 7-8 | how many such frames of the other end have come, modulo 65536 |
 *
 * Sixteen bits are enough because far fewer frames are ever under way (`LinkEnd`).
 */
const KINDS = ['open', 'accept', 'refuse', 'part', 'last', 'ack', 'close', 'ping'] as const;

/** `part`: more of the same message follows; `last`: the message is complete. */
export type FrameKind = (typeof KINDS)[number];

export type Frame = {
  readonly kind: FrameKind;
  /** 8 hexadecimal digits. */
  readonly link: string;
  readonly sequence: number;
  readonly received: number;
  readonly payload: Uint8Array;
};

export const FRAME_HEADER_BYTES = 9;
export const NO_LINK = '0'.repeat(8);
const EMPTY = new Uint8Array(0);
/** A reason travels as text, and is cut rather than refused. */
const REASON_BYTES = 4_096;

export function encodeFrame({
  kind,
  link,
  sequence,
  received,
  payload,
}: Omit<Frame, 'payload'> & { readonly payload?: Uint8Array }): Uint8Array {
  const body = payload ?? EMPTY;
  const bytes = Buffer.allocUnsafe(FRAME_HEADER_BYTES + body.length);
  bytes[0] = KINDS.indexOf(kind);
  bytes.write(link, 1, 4, 'hex');
  bytes.writeUInt16BE(sequence, 5);
  bytes.writeUInt16BE(received, 7);
  bytes.set(body, FRAME_HEADER_BYTES);
  return bytes;
}

/** Undefined for bytes that are no frame. */
export function decodeFrame(data: Uint8Array): Frame | undefined {
  const kind = KINDS[data[0] ?? KINDS.length];
  if (data.length < FRAME_HEADER_BYTES || !kind) return undefined;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return {
    kind,
    link: bytes.toString('hex', 1, 5),
    sequence: bytes.readUInt16BE(5),
    received: bytes.readUInt16BE(7),
    payload: data.subarray(FRAME_HEADER_BYTES),
  };
}

/** Frames outside of the order of data: they open and close links. */
export function encodeWord(kind: FrameKind, link: string, reason = ''): Uint8Array {
  const payload = Buffer.from(reason).subarray(0, REASON_BYTES);
  return encodeFrame({ kind, link, sequence: 0, received: 0, payload });
}

/** One line, whatever came. */
export function readReason({ payload }: Frame): string {
  const text = Buffer.from(payload.subarray(0, REASON_BYTES)).toString('utf8');
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
