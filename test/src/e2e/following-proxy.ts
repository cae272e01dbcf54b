/**
 * Sends every request to one of the endpoints that the command line has named last, as a proxy would. Whatever is not answered
 * with 200 has failed. Answers begin with the placement that gave them.
 */
import { Agent, request } from 'node:http';
import type { Endpoint, EndpointsItem } from '@berth/core';

export class FollowingProxy {
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #agent = new Agent({ keepAlive: false });
  readonly failures: string[] = [];
  readonly served = new Map<string, number>();
  /** What was answered behind the placement, each once. */
  readonly said = new Set<string>();
  #next = 0;
  #stopped = false;
  #running: Promise<unknown> = Promise.resolve();

  take(line: string): void {
    const item = JSON.parse(line) as EndpointsItem;
    if (item.kind === 'snapshot') this.#endpoints.clear();
    for (const id of item.kind === 'delta' ? item.removed : []) this.#endpoints.delete(id);
    for (const endpoint of item.kind === 'delta' ? item.set : item.endpoints)
      this.#endpoints.set(endpoint.placement, endpoint);
  }

  /** Each client pauses between its requests: more would only keep the machine busy, a copy has seconds to leave. */
  start(clients: number, pauseMs = 20): void {
    this.#running = Promise.all(Array.from({ length: clients }, () => this.#client(pauseMs)));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #client(pauseMs: number): Promise<void> {
    while (!this.#stopped) {
      await this.#ask();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  async #ask(): Promise<void> {
    const all = [...this.#endpoints.values()];
    const endpoint = all[this.#next++ % all.length];
    if (!endpoint) {
      this.failures.push('nobody to ask');
      return;
    }
    try {
      const [placement = '', ...rest] = (await this.#get(endpoint)).split(' ');
      this.served.set(placement, (this.served.get(placement) ?? 0) + 1);
      this.said.add(rest.join(' '));
    } catch (thrown) {
      this.failures.push(`${endpoint.placement}: ${thrown}`);
    }
  }

  #get({ address, ports }: Endpoint): Promise<string> {
    return new Promise((resolve, reject) => {
      const call = request({ host: address, port: ports.http, agent: this.#agent }, (response) => {
        let text = '';
        response.on('data', (data: Buffer) => {
          text += data;
        });
        response.on('end', () => {
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`status ${response.statusCode}: ${text}`));
        });
        response.on('error', reject);
      });
      call.on('error', reject);
      call.end();
    });
  }
}
