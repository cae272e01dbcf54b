/** A registry of images over http on the loopback address: the few calls that a pull needs, from an OCI archive. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Podman } from './podman.js';

const run = promisify(execFile);

export class Registry {
  readonly requests: string[] = [];
  /** Answers with this status instead of manifests. */
  broken: number | undefined;
  /** "user:password" that is asked for. */
  login: string | undefined;
  /** Blobs are sent up to their half until this resolves. */
  gate: Promise<void> | undefined;
  /** What a tag means: the digest of a manifest. */
  readonly tags = new Map<string, string>();
  readonly #server: Server;
  readonly #folders: string[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  static async start(): Promise<Registry> {
    const registry = new Registry();
    await new Promise<void>((resolve) => registry.#server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Takes in the images of an OCI archive. Returns the digest of its manifest. */
  async add(archive: string, tag: string): Promise<string> {
    const folder = `${archive}.layout`;
    await mkdir(folder);
    await run('tar', ['-xf', archive, '-C', folder]);
    this.#folders.push(folder);
    const index = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as {
      manifests: { digest: string }[];
    };
    const digest = index.manifests[0]?.digest ?? '';
    this.tags.set(tag, digest);
    return digest;
  }

  /** Of an image of `podman` that says `word`, with a layer of some size; Podman does not keep it. */
  async addWord(podman: Podman, word: string, tag: string): Promise<string> {
    const [name, archive] = [`localhost/${word}:1`, join(podman.folder, `${word}.tar`)];
    await podman.makeImage(name, { word: `${word}\n`, filler: word.repeat(500_000) });
    await podman.command('save', '--quiet', '--format', 'oci-archive', '--output', archive, name);
    await podman.command('rmi', '--all', '--force');
    return this.add(archive, tag);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    this.requests.push(`${request.method} ${url}`);
    if (this.login !== undefined) {
      const expected = `Basic ${Buffer.from(this.login).toString('base64')}`;
      if (request.headers.authorization !== expected) {
        response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
        return;
      }
    }
    const [, kind, reference = ''] = /\/(manifests|blobs)\/([^/?]+)$/.exec(url) ?? [];
    if (kind === undefined) {
      response.writeHead(200, { 'docker-distribution-api-version': 'registry/2.0' }).end('{}');
      return;
    }
    if (kind === 'manifests' && this.broken !== undefined) {
      response.writeHead(this.broken).end('{"errors":[{"code":"UNAVAILABLE","message":"out of order"}]}');
      return;
    }
    const digest = this.tags.get(reference) ?? reference;
    const path = await this.#find(digest);
    if (path === undefined) {
      response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}');
      return;
    }
    const content = await readFile(path);
    const type = kind === 'blobs' ? 'application/octet-stream' : 'application/vnd.oci.image.manifest.v1+json';
    response.writeHead(200, {
      'content-type': type,
      'content-length': content.length,
      'docker-content-digest': digest,
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    if (kind === 'blobs' && this.gate) {
      response.write(content.subarray(0, content.length >> 1));
      await this.gate;
      response.end(content.subarray(content.length >> 1));
      return;
    }
    response.end(content);
  }

  async #find(digest: string): Promise<string | undefined> {
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) return undefined;
    for (const folder of this.#folders) {
      const path = join(folder, 'blobs', 'sha256', digest.slice('sha256:'.length));
      if (await stat(path).catch(() => undefined)) return path;
    }
    return undefined;
  }
}
