/**
 * gRPC status <-> BerthError, in one place. Our own code travels beside the status, because several codes share one
 * status; an answer without it (from a proxy, or from the library itself) is judged by its status.
 */
import { BerthError, ERROR_CODES, type ErrorCode } from '@berth/core';
import type { Metadata, ServiceError } from '@grpc/grpc-js';
import type { GrpcLibrary } from './load.js';

const CODE_KEY = 'berth-code';
/** Longer texts do not fit into a trailer that every proxy lets through. */
const DETAILS_CHARS_MAX = 2_000;

/** Numbers of the standard, so that nothing has to be loaded to read them. */
const STATUS = {
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  [STATUS.CANCELLED]: 'shutting_down',
  [STATUS.UNKNOWN]: 'internal',
  [STATUS.INVALID_ARGUMENT]: 'invalid_request',
  [STATUS.DEADLINE_EXCEEDED]: 'timed_out',
  [STATUS.NOT_FOUND]: 'not_found',
  [STATUS.ALREADY_EXISTS]: 'conflict',
  [STATUS.PERMISSION_DENIED]: 'refused',
  [STATUS.RESOURCE_EXHAUSTED]: 'overloaded',
  [STATUS.FAILED_PRECONDITION]: 'unschedulable',
  [STATUS.ABORTED]: 'conflict',
  [STATUS.OUT_OF_RANGE]: 'too_old',
  [STATUS.UNIMPLEMENTED]: 'invalid_request',
  [STATUS.INTERNAL]: 'internal',
  [STATUS.UNAVAILABLE]: 'unreachable',
  [STATUS.DATA_LOSS]: 'corrupt',
  [STATUS.UNAUTHENTICATED]: 'refused',
};

/** What a server handler answers with: `callback(toStatus(...))`, or `call.emit('error', toStatus(...))`. */
export type GrpcStatus = {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
};

/** Anything thrown, as the status that tells the caller. Texts of bugs stay here: they are for our log, not for callers. */
export function toStatus(library: GrpcLibrary, thrown: unknown): GrpcStatus {
  const error =
    thrown instanceof BerthError
      ? thrown
      : new BerthError('internal', 'the coordinator met an error of its own; its log says more');
  const metadata = new library.Metadata();
  metadata.set(CODE_KEY, error.code);
  return { code: STATUS[ERROR_CODES[error.code].grpc], details: oneLine(error.message), metadata };
}

/** What a call failed with, as a BerthError. `address` is named when nothing could be reached there. */
export function fromGrpc(thrown: unknown, address: string): BerthError {
  if (thrown instanceof BerthError || !isServiceError(thrown)) return BerthError.from(thrown);
  const own = ownCode(thrown);
  if (own) return new BerthError(own, thrown.details, { cause: thrown });
  const code = CODE_OF_STATUS[thrown.code] ?? 'internal';
  return new BerthError(code, describe(thrown, address), { cause: thrown });
}

/** Nobody could be connected to, so the call did not leave here: to make it once more does nothing twice. */
export function wasNeverSent({ code, cause }: BerthError): boolean {
  return (
    code === 'unreachable' && isServiceError(cause) && cause.details.includes('No connection established')
  );
}

function isServiceError(thrown: unknown): thrown is ServiceError {
  return (
    thrown instanceof Error &&
    'code' in thrown &&
    typeof thrown.code === 'number' &&
    'details' in thrown &&
    typeof thrown.details === 'string'
  );
}

function ownCode(error: ServiceError): ErrorCode | undefined {
  const value = error.metadata?.get(CODE_KEY)[0];
  return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value) ? (value as ErrorCode) : undefined;
}

function describe(error: ServiceError, address: string): string {
  const details = oneLine(error.details);
  switch (error.code) {
    case STATUS.UNAVAILABLE:
      return `cannot reach ${address}: ${reachProblem(details)}`;
    case STATUS.DEADLINE_EXCEEDED:
      return `${address} did not answer in time`;
    case STATUS.CANCELLED:
      return `the call to ${address} was cancelled`;
    case STATUS.UNIMPLEMENTED:
      return `${address} does not know this call: it is another service, or another version of Berth`;
    default:
      return details;
  }
}

const CUT = 'the connection was cut';

/** Somebody was there and hung up, as whoever wants TLS does with whoever does not speak it. */
export function isCut(message: string): boolean {
  return message.endsWith(CUT);
}

/** The library's text holds the socket error somewhere inside; people need that part only. */
function reachProblem(details: string): string {
  const known = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ECONNRESET)\b/.exec(
    details,
  );
  switch (known?.[1]) {
    case 'ECONNREFUSED':
      return 'nothing listens there (connection refused); is the coordinator running?';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the host name is not known; check the address';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'no route to the host; check the network and the address';
    case 'ETIMEDOUT':
      return 'the connection timed out; check the network and the address';
    case 'ECONNRESET':
      return CUT;
    default:
      if (/name resolution/i.test(details)) return 'the host name is not known; check the address';
      return /failed to connect|connection dropped/i.test(details) ? CUT : details;
  }
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s*[\r\n]+\s*/g, '; ');
  return line.length > DETAILS_CHARS_MAX ? `${line.slice(0, DETAILS_CHARS_MAX)}...` : line;
}
