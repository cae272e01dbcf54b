/** Archives of images, as `podman save` and `docker save` write them: what they hold, read without loading them. */
import { open } from 'node:fs/promises';

const BLOCK = 512;
/** Over this it is no list of contents. */
const LIST_BYTES = 1024 * 1024;
const ENTRIES_MAX = 10_000;

export type ArchiveContents = { readonly names: readonly string[]; readonly digests: readonly string[] };

/** Names and digests of the images in a tar; none when it is none of images. */
export async function readArchive(path: string): Promise<ArchiveContents> {
  const lists = await readLists(path);
  const manifest =
    parse<readonly { readonly RepoTags?: readonly string[] | null }[]>(lists.get('manifest.json')) ?? [];
  const index = parse<{
    readonly manifests?: readonly {
      readonly digest?: string;
      readonly annotations?: Readonly<Record<string, string>>;
    }[];
  }>(lists.get('index.json'));
  const named = (index?.manifests ?? []).flatMap(({ annotations = {} }) => [
    ...['io.containerd.image.name', 'org.opencontainers.image.ref.name'].flatMap(
      (key) => annotations[key] ?? [],
    ),
  ]);
  return {
    names: [...manifest.flatMap(({ RepoTags }) => RepoTags ?? []), ...named],
    digests: (index?.manifests ?? []).flatMap(({ digest }) => digest ?? []),
  };
}

async function readLists(path: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const file = await open(path, 'r');
  try {
    const header = Buffer.alloc(BLOCK);
    let at = 0;
    for (let entries = 0; entries < ENTRIES_MAX; entries++) {
      const { bytesRead } = await file.read(header, 0, BLOCK, at);
      if (bytesRead < BLOCK || header[0] === 0) break;
      const name = header.toString('utf8', 0, 100).replace(/\0.*$/s, '').replace(/^\.\//, '');
      const size = Number.parseInt(header.toString('latin1', 124, 136), 8);
      if (!Number.isSafeInteger(size)) break;
      if ((name === 'manifest.json' || name === 'index.json') && size <= LIST_BYTES) {
        const content = Buffer.alloc(size);
        await file.read(content, 0, size, at + BLOCK);
        found.set(name, content.toString());
      }
      at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    }
  } finally {
    await file.close();
  }
  return found;
}

function parse<Value>(text: string | undefined): Value | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Value);
  } catch {
    return undefined;
  }
}
