/** A way for programs of this test into another network namespace: what they say leaves from there. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Namespaces } from '../e2e/namespaces.js';
import { pause } from './lab-host.js';

/** Sockets with a path are reached from every network namespace. */
const FAR_END = `
const { createServer, connect } = require('node:net');
const [, path, host, port] = process.argv;
createServer((near) => {
  const far = connect(Number(port), host);
  near.pipe(far).pipe(near);
  for (const one of [near, far]) one.on('error', () => { near.destroy(); far.destroy(); });
}).listen(path);
`;

export type PassageWish = {
  readonly namespaces: Namespaces;
  /** Host that it leads out of. */
  readonly from: string;
  /** "host:port", as that host reaches it. */
  readonly to: string;
  readonly folder: string;
};

export class Passage {
  readonly #child: ChildProcess;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(child: ChildProcess, server: Server) {
    this.#child = child;
    this.#server = server;
  }

  static async open({ namespaces, from, to, folder }: PassageWish): Promise<Passage> {
    const path = join(folder, `${randomBytes(4).toString('hex')}.sock`);
    const [host = '', port = ''] = to.split(':');
    const [program, args] = namespaces.on(from, [process.execPath, '-e', FAR_END, path, host, port]);
    const child = spawn(program, args, { stdio: 'ignore' });
    const server = createServer();
    const passage = new Passage(child, server);
    server.on('connection', (near) => {
      const far = connect(path);
      near.pipe(far).pipe(near);
      for (const socket of [near, far]) {
        passage.#sockets.add(socket);
        socket.on('error', () => [near, far].forEach((one) => void one.destroy()));
        socket.on('close', () => passage.#sockets.delete(socket));
      }
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    while (!(await isThere(path))) {
      if (child.exitCode !== null) throw new Error(`no way out of ${from}`);
      await pause();
    }
    return passage;
  }

  /** "127.0.0.1:port": whoever connects here comes out there. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
