/** A stack of three tiers: a database in a container, an API that asks it for every answer, and a web front that asks the API. */
import { EVERY } from './moody.js';

export const DB_IMAGE = 'localhost/rows:1';
/** What the database serves, by path in its image. */
export const DB_FILES = { 'data/rows': 'rows' } as const;

/** Answers with what the tier below answers, found by the file of endpoints. What fails there is a 502, and not tried again. */
const RELAY = `
const { createServer, get } = require('node:http');
const { readFileSync } = require('node:fs');
const { NAME, VERSION, READY, UPSTREAM, BERTH_PLACEMENT, BERTH_ENDPOINTS_FILE, PORT } = process.env;
let turn = 0;
const ask = (answer) => {
  const all = JSON.parse(readFileSync(BERTH_ENDPOINTS_FILE, 'utf8')).workloads[UPSTREAM];
  const one = all[turn++ % all.length];
  if (!one) return answer(502, 'nobody to ask of ' + UPSTREAM);
  const failed = (why) => answer(502, one.placement + ': ' + why);
  get({ host: one.address, port: one.ports.http, path: '/rows', agent: false }, (response) => {
    let text = '';
    response.on('data', (data) => { text += data; });
    response.on('error', failed);
    response.on('end', () => response.statusCode === 200 ? answer(200, text) : failed(response.statusCode + ' ' + text));
  }).on('error', failed);
};
createServer((request, response) => {
  const answer = (status, text) => response.writeHead(status).end(text);
  if (request.url === '/ready') return answer(Number(READY), '');
  ask((status, text) => answer(status, BERTH_PLACEMENT + ' ' + NAME + '-' + VERSION + ' ' + text));
}).listen(Number(PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
`;

export type TierWish = {
  readonly version?: string;
  /** What it answers when it is asked whether it is ready. */
  readonly ready?: number;
  readonly update?: object;
};

/** The database runs on node "a", the others on other nodes. */
export function wholeStack(wish: { readonly api?: TierWish; readonly web?: TierWish } = {}): object {
  const container = {
    image: DB_IMAGE,
    command: ['httpd', '-f', '-p', '8080', '-h', '/data'],
    user: '1000:1000',
    ports: { http: { number: 8080 } },
    stopSignal: 'SIGKILL',
  };
  return {
    stack: 'shop',
    workloads: {
      db: {
        container,
        resources: { cpu: '10m', memory: '32Mi', ports: { http: 'auto' } },
        placement: { require: ["node.id == 'a'"] },
        disconnect: { policy: 'exclusive', after: '2m' },
        health: { ready: { http: { path: '/rows' }, ...EVERY } },
      },
      api: tier('api', 'db', wish.api),
      web: tier('web', 'api', wish.web),
    },
  };
}

function tier(name: string, below: string, { version = '1', ready = 200, update = {} }: TierWish = {}) {
  const env = { NAME: name, VERSION: version, READY: String(ready), UPSTREAM: `shop/${below}` };
  return {
    replicas: 2,
    process: { command: ['node', '-e', RELAY], env, grace: '2s' },
    resources: { cpu: '10m', memory: '128Mi', ports: { http: 'auto' } },
    placement: { require: ["node.id != 'a'"], spread: { by: 'node', weight: 80 } },
    health: { ready: { http: { path: '/ready' }, ...EVERY, failures: 2 } },
    shutdown: { delay: '3s' },
    upstreams: [below],
    needs: [below],
    update: { maxUnavailable: 0, maxSurge: 1, autoRevert: true, healthyFor: '0s', ...update },
  };
}
