/**
 * A proxy that hands each request to one of the endpoints that the command line has named last, and tries none again; and a
 * load generator that asks it without end. Whatever is not answered with 200 has failed. Answers begin with the placement
 * that gave them.
 */
import { Agent, createServer, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Endpoint, EndpointsItem } from '@berth/core';
import autocannon from 'autocannon';

/** Of all clients together: more would only keep the machine busy, a copy has seconds to leave. */
const REQUESTS_PER_S = 200;
/** Longer than any test: whoever started it ends it. */
const LOAD_S = 3_600;

export class FollowingProxy {
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #agent = new Agent({ keepAlive: false });
  readonly #server: Server;
  readonly failures: string[] = [];
  readonly served = new Map<string, number>();
  /** What was answered behind the placement, each once. */
  readonly said = new Set<string>();
  #next = 0;
  #stopLoad = () => {};
  #result: Promise<autocannon.Result> | undefined;

  constructor() {
    this.#server = createServer((_, response) => this.#forward(response));
  }

  take(line: string): void {
    const item = JSON.parse(line) as EndpointsItem;
    if (item.kind === 'snapshot') this.#endpoints.clear();
    for (const id of item.kind === 'delta' ? item.removed : []) this.#endpoints.delete(id);
    for (const endpoint of item.kind === 'delta' ? item.set : item.endpoints)
      this.#endpoints.set(endpoint.placement, endpoint);
  }

  async start(connections: number, requestsPerS = REQUESTS_PER_S): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const wish = { url, connections, overallRate: requestsPerS, duration: LOAD_S, timeout: 60 };
    // Only with a callback it answers with what can be stopped.
    this.#result = new Promise((resolve, reject) => {
      const instance = autocannon(wish, (error, all) => (error ? reject(error) : resolve(all)));
      this.#stopLoad = () => instance.stop();
    });
  }

  /** From here on `failures` also has what the load generator missed. */
  async stop(): Promise<void> {
    const result = this.#result;
    if (!result) return;
    this.#result = undefined;
    this.#stopLoad();
    const { errors, timeouts, non2xx } = await result;
    if (errors + timeouts + non2xx > 0)
      this.failures.push(`to clients: ${errors} errors, of them ${timeouts} timeouts, ${non2xx} not 200`);
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #forward(response: ServerResponse): void {
    const all = [...this.#endpoints.values()];
    const endpoint = all[this.#next++ % all.length];
    const failed = (why: unknown): void => {
      this.failures.push(`${endpoint?.placement ?? ''}: ${why}`);
      response.writeHead(502).end();
    };
    if (!endpoint) {
      failed('nobody to ask');
      return;
    }
    const { address: host, ports } = endpoint;
    const call = request({ host, port: ports.http, agent: this.#agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
      });
      answer.on('error', failed);
      answer.on('end', () => {
        if (answer.statusCode !== 200) {
          failed(`status ${answer.statusCode}: ${text}`);
          return;
        }
        const [placement = '', ...rest] = text.split(' ');
        this.served.set(placement, (this.served.get(placement) ?? 0) + 1);
        this.said.add(rest.join(' '));
        response.end(text);
      });
    });
    call.on('error', failed);
    call.end();
  }
}
