/** Files and secrets of a run: proto <-> domain. */
import {
  type FileSpec,
  isFilePath,
  isSecretName,
  LIMITS,
  type OnFileChange,
  type RunSpec,
} from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import { fail, filled, member, record, type Spot, text, type WireEnum, whole32, wireEnum } from './checks.js';

type Wire = Received<'berth.model.v1.RunSpec'>;

const CHANGES: WireEnum<OnFileChange, Received<'berth.model.v1.FileSpec'>['onChange']> = wireEnum({
  restart: 'FILE_CHANGE_RESTART',
  signal: 'FILE_CHANGE_SIGNAL',
  nothing: 'FILE_CHANGE_NOTHING',
});

/** Of what stands for the bytes of a file. */
const BASE64_CHARS = Math.ceil(LIMITS.fileBytes / 3) * 4;

export function encodeFiles({
  files,
  secrets,
}: RunSpec): Pick<Sent<'berth.model.v1.RunSpec'>, 'files' | 'secrets'> {
  for (const version of Object.values(secrets ?? {})) whole32(version, 'a version is whole');
  return {
    ...(files && {
      files: Object.fromEntries(
        Object.entries(files).map(([path, { content, base64 = false, mode, onChange, signal }]) => [
          path,
          {
            ...{ content, base64, mode, onChange: CHANGES.names[onChange] },
            ...(signal !== undefined && { signal }),
          },
        ]),
      ),
    }),
    ...(secrets && { secrets }),
  };
}

export function decodeFiles(wire: Wire, at: Spot): Pick<RunSpec, 'files' | 'secrets'> {
  const hasFiles = Object.keys(wire.files).length > 0;
  const hasSecrets = Object.keys(wire.secrets).length > 0;
  return {
    ...(hasFiles && { files: record(wire.files, at, 'files', LIMITS.filesPerWorkload, path, file) }),
    ...(hasSecrets && {
      secrets: record(wire.secrets, at, 'secrets', LIMITS.secretsPerWorkload, secret, (version) => version),
    }),
  };
}

function file(wire: Received<'berth.model.v1.FileSpec'>, at: Spot, name: string): FileSpec {
  if (wire.mode > 0o777) fail(at, name, 'has a mode with more than rights');
  return {
    content: text(wire.content, at, name, wire.base64 ? BASE64_CHARS : LIMITS.fileBytes),
    ...(wire.base64 && { base64: true as const }),
    mode: wire.mode,
    onChange: member(wire.onChange, CHANGES, at, name),
    ...(wire.signal !== undefined && { signal: filled(wire.signal, at, name) }),
  };
}

/** An agent writes to it: it must not lead out of its folder, whoever says so. */
function path(value: string, at: Spot, name: string): string {
  return isFilePath(value) ? value : fail(at, name, 'is no path below a folder');
}

function secret(value: string, at: Spot, name: string): string {
  return isSecretName(value) ? value : fail(at, name, 'is no name of a secret');
}
