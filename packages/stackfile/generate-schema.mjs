/**
 * Writes schema/stack.schema.json, the JSON Schema for editors, from the zod schema that parsing checks with. Needs a
 * build. With --check it writes nothing and fails when the file on disk is not what it would write.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { stackJsonSchema } from './dist/index.js';

const folder = new URL('./schema/', import.meta.url);
const file = new URL('stack.schema.json', folder);
const text = `${JSON.stringify(stackJsonSchema(), null, 2)}\n`;

if (process.argv.includes('--check')) {
  const onDisk = await readFile(file, 'utf8').catch(() => '');
  if (onDisk !== text) {
    process.stderr.write(
      'packages/stackfile/schema/stack.schema.json is out of date: run `npm run schema:generate`\n',
    );
    process.exitCode = 1;
  }
} else {
  await mkdir(folder, { recursive: true });
  await writeFile(file, text);
}
