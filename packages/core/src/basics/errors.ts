/**
 * Operating errors. Domain outcomes (rejected, unschedulable, stale) are return values, and bugs are assertions;
 * only what a caller or operator can act on is a BerthError.
 */

/** Exit codes of the CLI, stable. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  conflict: 4,
  unreachable: 5,
  changes: 10,
} as const;

/** Every code, with what a caller does about it: gRPC status, whether to try again, and the CLI's exit code. */
export const ERROR_CODES = {
  invalid_request: { grpc: 'INVALID_ARGUMENT', retry: false, exit: EXIT.usage },
  not_found: { grpc: 'NOT_FOUND', retry: false, exit: EXIT.notFound },
  conflict: { grpc: 'ABORTED', retry: false, exit: EXIT.conflict },
  unschedulable: { grpc: 'FAILED_PRECONDITION', retry: false, exit: EXIT.failed },
  too_old: { grpc: 'OUT_OF_RANGE', retry: false, exit: EXIT.failed },
  overloaded: { grpc: 'RESOURCE_EXHAUSTED', retry: true, exit: EXIT.failed },
  timed_out: { grpc: 'DEADLINE_EXCEEDED', retry: true, exit: EXIT.unreachable },
  unreachable: { grpc: 'UNAVAILABLE', retry: true, exit: EXIT.unreachable },
  shutting_down: { grpc: 'UNAVAILABLE', retry: true, exit: EXIT.unreachable },
  not_leader: { grpc: 'UNAVAILABLE', retry: true, exit: EXIT.unreachable },
  refused: { grpc: 'PERMISSION_DENIED', retry: false, exit: EXIT.failed },
  corrupt: { grpc: 'DATA_LOSS', retry: false, exit: EXIT.failed },
  storage: { grpc: 'INTERNAL', retry: false, exit: EXIT.failed },
  internal: { grpc: 'INTERNAL', retry: false, exit: EXIT.failed },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export class BerthError extends Error {
  override readonly name = 'BerthError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Whatever was thrown, as a BerthError: itself, or `internal` with the original as its cause. */
  static from(thrown: unknown, code: ErrorCode = 'internal'): BerthError {
    if (thrown instanceof BerthError) return thrown;
    return new BerthError(code, thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
  }
}
