/**
 * grpc.health.v1.Health/Check over plain HTTP/2. The call is one small message each way: it is written and read by hand here,
 * so that an agent needs no second gRPC stack and no connection that stays open.
 */
import { type ClientHttp2Session, connect } from 'node:http2';
import { type CheckOutcome, LIMITS } from '@berth/core';

const STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;
const SERVING = 1;

/** An empty `service` asks for the whole server. Rejects without an answer. */
export function grpcCheck(
  { host, port, service }: { readonly host: string; readonly port: number; readonly service: string },
  signal: AbortSignal,
): Promise<CheckOutcome> {
  return new Promise((resolve, reject) => {
    const session = connect(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
    const finish = (outcome: CheckOutcome) => {
      resolve(outcome);
      session.destroy();
    };
    const fail = (thrown: Error) => {
      reject(thrown);
      session.destroy();
    };
    session.on('error', fail);
    session.on('close', () => reject(new Error('the connection was closed without an answer')));
    signal.addEventListener('abort', () => fail(new Error('aborted')), { once: true });
    if (signal.aborted) return fail(new Error('aborted'));
    session.on('connect', () => ask(session, service, finish, fail));
  });
}

function ask(
  session: ClientHttp2Session,
  service: string,
  finish: (outcome: CheckOutcome) => void,
  fail: (thrown: Error) => void,
): void {
  const call = session.request({
    ':method': 'POST',
    ':path': '/grpc.health.v1.Health/Check',
    'content-type': 'application/grpc',
    te: 'trailers',
    'user-agent': 'berth-health',
  });
  const parts: Buffer[] = [];
  let bytes = 0;
  let grpcStatus: string | undefined;
  const note = (headers: Readonly<Record<string, unknown>>) => {
    if (headers['grpc-status'] !== undefined) grpcStatus = String(headers['grpc-status']);
  };
  call.on('response', note);
  call.on('trailers', note);
  call.on('data', (data: Buffer) => {
    bytes += data.length;
    if (bytes <= LIMITS.checkAnswerBytes) parts.push(data);
    else finish({ ok: false, message: 'the answer is no health status' });
  });
  call.on('error', fail);
  call.on('end', () => finish(outcomeOf(grpcStatus, Buffer.concat(parts))));
  call.end(requestFor(service));
}

/** A frame: not compressed, four bytes of length, then the message, of which field 1 is the service. */
function requestFor(service: string): Buffer {
  const name = Buffer.from(service);
  const message =
    name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a, ...varint(name.length)]), name]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

function outcomeOf(grpcStatus: string | undefined, frame: Buffer): CheckOutcome {
  if (grpcStatus !== undefined && grpcStatus !== '0') {
    const hint =
      grpcStatus === '12'
        ? ' (it does not serve grpc.health.v1)'
        : grpcStatus === '5'
          ? ' (unknown service)'
          : '';
    return { ok: false, message: `gRPC status ${grpcStatus}${hint}` };
  }
  if (
    grpcStatus === undefined ||
    frame.length < 5 ||
    frame[0] !== 0 ||
    frame.readUInt32BE(1) !== frame.length - 5
  ) {
    return { ok: false, message: 'the answer is no gRPC message' };
  }
  // Field 1 as varint; an empty message has its default, UNKNOWN.
  const status = frame[5] === 0x08 ? (frame[6] ?? 0) : 0;
  return status === SERVING ? { ok: true } : { ok: false, message: `it says ${STATUSES[status] ?? status}` };
}
