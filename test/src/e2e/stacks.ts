/** Stacks of the end-to-end tests: real Node programs behind real ports. */

const SERVER = `
const { createServer } = require('node:http');
createServer((request, response) => response.end(process.env.BERTH_PLACEMENT + ' ' + process.pid))
  .listen(Number(process.env.BERTH_PORT_HTTP), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
`;

type Wish = Readonly<Record<string, unknown>>;

/** A stack with the service "web", one HTTP port, little memory; `more` overrides keys of the workload. */
export function webStack(stack: string, replicas: number, more: Wish = {}): object {
  return {
    stack,
    workloads: {
      web: {
        kind: 'service',
        replicas,
        process: { command: ['node', '-e', SERVER], grace: '2s' },
        resources: { cpu: '10m', memory: '64Mi', ports: { http: 'auto' } },
        failure: { delay: '200ms', maxDelay: '2s' },
        ...more,
      },
    },
  };
}

/** `count` copies of a program that costs next to nothing. */
export function sleepers(stack: string, replicas: number): object {
  return {
    stack,
    workloads: {
      sleeper: {
        kind: 'service',
        replicas,
        process: { command: ['sleep', '1000000'], grace: '1s' },
        resources: { cpu: '1m', memory: '4Mi' },
      },
    },
  };
}

/** What the copy behind an endpoint says: its placement and its pid. */
export async function ask(endpoint: string): Promise<{ placement: string; pid: number }> {
  const response = await fetch(`http://${endpoint}/`);
  const [placement = '', pid] = (await response.text()).split(' ');
  return { placement, pid: Number(pid) };
}

/** The same, as soon as somebody listens there. */
export async function askSoon(endpoint: string): Promise<{ placement: string; pid: number }> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask(endpoint);
    } catch (thrown) {
      if (attempt === 1_200) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
