/** The standard gRPC health service: what probers of load balancers and `berth doctor` ask. */
import type { Received } from '@berth/proto';
import type { ServerUnaryCall, ServerWritableStream, sendUnaryData } from '@grpc/grpc-js';
import type { Grpc } from './load.js';
import type { GrpcService } from './server.js';

type Request = Received<'grpc.health.v1.HealthCheckRequest'>;
type Response = { readonly status: 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN' };
type Watcher = ServerWritableStream<Request, Response>;

export type ServingStatus = 'serving' | 'not-serving';

const NOT_FOUND = 5;

/** Statuses by full service name; "" is the server as a whole. */
export class Health {
  readonly #statuses = new Map<string, ServingStatus>([['', 'serving']]);
  readonly #watchers = new Map<Watcher, string>();

  set(service: string, status: ServingStatus): void {
    if (this.#statuses.get(service) === status) return;
    this.#statuses.set(service, status);
    for (const [watcher, watched] of this.#watchers) {
      if (watched === service) watcher.write(this.#response(service));
    }
  }

  /** Everything to not-serving, and the end of every watch: the server is going. */
  close(): void {
    for (const service of this.#statuses.keys()) this.set(service, 'not-serving');
    for (const watcher of this.#watchers.keys()) watcher.end();
    this.#watchers.clear();
  }

  service(grpc: Grpc): GrpcService {
    return {
      definition: grpc.proto.grpc.health.v1.Health.service,
      implementation: {
        Check: (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) =>
          this.#check(call.request.service, callback),
        Watch: (call: Watcher) => this.#watch(call),
      },
    };
  }

  #check(service: string, callback: sendUnaryData<Response>): void {
    if (this.#statuses.has(service)) callback(null, this.#response(service));
    else callback({ code: NOT_FOUND, details: `there is no service "${service}" here` });
  }

  #watch(call: Watcher): void {
    this.#watchers.set(call, call.request.service);
    call.on('cancelled', () => this.#watchers.delete(call));
    call.write(this.#response(call.request.service));
  }

  #response(service: string): Response {
    const status = this.#statuses.get(service);
    if (!status) return { status: 'SERVICE_UNKNOWN' };
    return { status: status === 'serving' ? 'SERVING' : 'NOT_SERVING' };
  }
}
