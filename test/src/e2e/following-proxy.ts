/** Sends every request to one of the endpoints that the command line has named last, as a proxy would. */
import { Agent, request } from 'node:http';
import type { Endpoint, EndpointsItem } from '@berth/core';

export class FollowingProxy {
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #agent = new Agent({ keepAlive: false });
  readonly failures: string[] = [];
  readonly served = new Map<string, number>();
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

  start(clients: number): void {
    this.#running = Promise.all(Array.from({ length: clients }, () => this.#client()));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #client(): Promise<void> {
    while (!this.#stopped) {
      await this.#ask();
      // More would only keep the machine busy: from its last word to its end a copy has seconds.
      await new Promise((resolve) => setTimeout(resolve, 20));
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
      const placement = await this.#get(endpoint);
      this.served.set(placement, (this.served.get(placement) ?? 0) + 1);
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
        response.on('end', () => resolve(text.split(' ')[0] ?? ''));
        response.on('error', reject);
      });
      call.on('error', reject);
      call.end();
    });
  }
}
