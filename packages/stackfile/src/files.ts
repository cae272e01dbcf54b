// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what agents fill in looks like that.
/** `files`, `config` and the secrets that a workload names: their shape, their checks, and what the core gets of them. */
import {
  type FileSpec,
  isFilePath,
  isSecretName,
  LIMITS,
  nearest,
  ON_FILE_CHANGE,
  type RunSpec,
} from '@berth/core';
import { z } from 'zod';
import { DEFAULTS } from './defaults.js';
import { type StackDocument, utf8Bytes } from './document.js';
import { type Path, quote, type StackIssue } from './issue.js';
import { type KeyForm, mapOf, plainText } from './leaves.js';
import type { WorkloadForm } from './schema.js';
import { findTemplates } from './templates.js';

const PATHS: KeyForm = {
  pattern: /^[A-Za-z0-9_][A-Za-z0-9._-]*(\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/,
  error: 'is not a path below the folder of files',
  suggestion: 'write e.g. conf/app.ini: parts of letters, digits, dots, dashes, none that begins with a dot',
};

const KEYS: KeyForm = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
  error: 'is not a key',
  suggestion: 'use 1 to 63 letters, digits, dots, dashes and _',
};

export const configForm = mapOf(
  plainText('A text.'),
  KEYS,
  'What `${config.KEY}` stands for in commands, variables and files of this stack.',
);

const SIGNALS = ['SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const;

function formOfFiles() {
  const fileForm = z
    .strictObject({
      content: plainText('Filled in as commands are; also with `${secret.NAME}`.'),
      mode: z
        .union([z.string(), z.number()], { error: 'must be rights such as 0640' })
        .meta({ description: 'Rights, three octal digits: 0640. Default: 0400, in containers 0444.' })
        .optional(),
      onChange: z
        .enum(ON_FILE_CHANGE)
        .meta({
          description:
            'What follows when it changes. restart: new copies, as an update. signal: the running copy is told. nothing. Default: restart.',
        })
        .optional(),
      signal: z
        .enum(SIGNALS)
        .meta({ description: `For signal: which one. Default: ${DEFAULTS.reloadSignal}.` })
        .optional(),
    })
    .meta({ description: 'A file that the agent writes before the copy starts.' });
  return mapOf(
    fileForm,
    PATHS,
    'Files by their path in a folder of their own: `${files}` in commands, BERTH_FILES in the environment.',
  );
}

export const filesForm = formOfFiles();

export type Config = Readonly<Record<string, string>>;

/** The values of `config` as they are written. */
export function readConfig(document: StackDocument): Config {
  const { config } = (document.value ?? {}) as { config?: unknown };
  if (typeof config !== 'object' || config === null) return {};
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, document.textAt(['config', key]) ?? String(value)]),
  );
}

/** With its `${config.KEY}` filled in: what they say is text, and names nothing that is filled in later. */
export function withConfig(text: string, config: Config): string {
  return text.replace(/\$\$\{|\$\{config\.([^}]*)\}/g, (whole, key: string | undefined) => {
    if (key === undefined || !Object.hasOwn(config, key)) return whole;
    return (config[key] as string).replaceAll('${', () => '$${');
  });
}

export function toFiles(
  form: WorkloadForm,
  path: Path,
  document: StackDocument,
  config: Config,
): Pick<RunSpec, 'files'> {
  const entries = Object.entries(form.files ?? {});
  if (entries.length === 0) return {};
  const files = entries.map(([name, { content, onChange = 'restart', signal }]): [string, FileSpec] => {
    const at = [...path, 'files', name];
    const rights = modeOf(document.textAt([...at, 'mode']));
    return [
      name,
      {
        content: withConfig(document.textAt([...at, 'content']) ?? String(content), config),
        mode: rights ?? (form.container ? 0o444 : 0o400),
        onChange,
        ...(onChange === 'signal' && { signal: signal ?? DEFAULTS.reloadSignal }),
      },
    ];
  });
  return { files: Object.fromEntries(files) };
}

/** Undefined also for what is none. */
function modeOf(text: string | undefined): number | undefined {
  return text !== undefined && /^(0o?)?[0-7]{3}$/.test(text) ? Number.parseInt(text.slice(-3), 8) : undefined;
}

/** All that variables and files name, in a fixed order; versions are the coordinator's to choose. */
export function toSecrets({
  process: program,
  files,
}: Pick<RunSpec, 'process' | 'files'>): Pick<RunSpec, 'secrets'> {
  const texts = [...Object.values(program.env), ...Object.values(files ?? {}).map(({ content }) => content)];
  const names = new Set(
    texts.flatMap((text) => findTemplates(text).flatMap(({ name }) => secretOf(name) ?? [])),
  );
  if (names.size === 0) return {};
  return { secrets: Object.fromEntries([...names].sort().map((name) => [name, 0])) };
}

/** NAME of "secret.NAME". */
export function secretOf(template: string | undefined): string | undefined {
  const name = template?.startsWith('secret.') ? template.slice('secret.'.length) : undefined;
  return name !== undefined && isSecretName(name) ? name : undefined;
}

export function checkFiles(form: WorkloadForm, path: Path, document: StackDocument): StackIssue[] {
  const files = Object.entries(form.files ?? {});
  const at = [...path, 'files'];
  if (files.length > LIMITS.filesPerWorkload)
    return [
      document.atKey(
        at,
        `more than ${LIMITS.filesPerWorkload} files`,
        'put some into one, or into an artefact',
      ),
    ];
  const names = files.map(([name]) => name);
  return files.flatMap(([name, file]) => {
    const issues: StackIssue[] = [];
    const below = [...at, name];
    const inside = names.find((other) => other.startsWith(`${name}/`));
    if (inside !== undefined)
      issues.push(
        document.atKey(below, `${quote(name)} is a file and the folder of ${quote(inside)}`, 'rename one'),
      );
    else if (!isFilePath(name))
      issues.push(document.atKey(below, `${quote(name)} is too long`, 'shorten it'));
    if (utf8Bytes(String(file.content)) > LIMITS.fileBytes)
      issues.push(
        document.at(
          [...below, 'content'],
          `"content" is longer than ${LIMITS.fileBytes / 1024} KiB`,
          'split it',
        ),
      );
    if (file.mode !== undefined && modeOf(document.textAt([...below, 'mode'])) === undefined)
      issues.push(document.at([...below, 'mode'], '"mode" must be three octal digits', 'write e.g. 0640'));
    if (file.signal !== undefined && file.onChange !== 'signal')
      issues.push(
        document.atKey(
          [...below, 'signal'],
          '"signal" is for onChange: signal only',
          'write onChange: signal',
        ),
      );
    return issues;
  });
}

/** What is wrong with a `${config.KEY}`; undefined when nothing is, or when it is none. */
export function wrongConfig(
  name: string,
  config: Config,
): { readonly message: string; readonly suggestion: string } | undefined {
  if (!name.startsWith('config.')) return undefined;
  const key = name.slice('config.'.length);
  if (Object.hasOwn(config, key)) return undefined;
  const near = nearest(key, Object.keys(config));
  return {
    message: `${quote(`\${${name}}`)} names a key that "config" of this stack does not have`,
    suggestion: near
      ? `did you mean \${config.${near}}?`
      : `declare it at the top: config: { ${key}: VALUE }`,
  };
}
