/**
 * The network of a cluster on one machine: each pair that talks does so through a proxy of its own, so that the weather
 * between any two can be set, each direction by itself.
 */
import type { Weather } from '../transport/lane.js';
import { TcpProxy } from '../transport/tcp-proxy.js';
import { type DropRule, hasOwnNetwork, setDropRules } from './packet-filter.js';

/** Whether it blows on what `from` sends to `to`. */
export type Where = (from: string, to: string) => boolean;

type Link = { readonly from: string; readonly to: string; readonly proxy: TcpProxy };

export class Network {
  readonly #links = new Map<string, Promise<Link>>();

  /** "host:port" at which `from` reaches `to`, who listens on a port, or on one of several. */
  async address(from: string, to: string, ...ports: readonly number[]): Promise<string> {
    const name = `${from} ${to}`;
    const known = this.#links.get(name) ?? TcpProxy.open(...ports).then((proxy) => ({ from, to, proxy }));
    this.#links.set(name, known);
    return (await known).proxy.address;
  }

  /** Here, and nowhere else. */
  async set(weather: Weather, where: Where): Promise<void> {
    const rules: DropRule[] = [];
    for (const { from, to, proxy } of await this.#all()) {
      for (const [direction, isHit] of [
        ['out', where(from, to)],
        ['back', where(to, from)],
      ] as const) {
        const { inKernel, inProxy } = divided(isHit ? weather : {});
        if (inKernel > 0) rules.push({ port: proxy.port, direction, share: inKernel });
        proxy.set(direction, inProxy);
      }
    }
    if (hasOwnNetwork()) await setDropRules(rules);
  }

  async clear(): Promise<void> {
    await this.set({}, () => false);
  }

  /** Of all that somebody connects to: what is open ends by reset, and nothing new is let through, until it is mended. */
  async cutOff(from: string, isCut: boolean): Promise<void> {
    for (const link of await this.#all()) if (link.from === from) link.proxy.refuse(isCut);
  }

  async close(): Promise<void> {
    await Promise.all((await this.#all()).map(({ proxy }) => proxy.close()));
    if (hasOwnNetwork()) await setDropRules([]);
  }

  #all(): Promise<Link[]> {
    return Promise.all(this.#links.values());
  }
}

/** Where the kernel can lose packets, the proxy does not have to act as if. */
function divided(weather: Weather): {
  readonly inKernel: number;
  readonly inProxy: Weather;
} {
  if (!hasOwnNetwork()) return { inKernel: 0, inProxy: weather };
  const { stopped, loss = 0, delayMs = 0 } = weather;
  return { inKernel: stopped ? 1 : loss, inProxy: { delayMs } };
}
