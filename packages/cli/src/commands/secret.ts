/** Secrets: set, listed, removed. None of these shows a value. */
import { BerthError, LIMITS } from '@berth/core';
import { age } from '../age.js';
import {
  type CommonOptions,
  type Effects,
  printJson,
  type ReadOptions,
  sayWhenStale,
  withClient,
} from '../effects.js';
import { table } from '../render.js';

export type SetOptions = CommonOptions & {
  readonly fromFile?: string;
  readonly stacks?: string;
  readonly reason?: string;
};

export async function setSecret(name: string, options: SetOptions, effects: Effects): Promise<void> {
  const value = await effects.readBytes(options.fromFile);
  if (value.length === 0 || value.length > LIMITS.secretBytes) {
    const advice = `give it by --from-file FILE or on standard input: printf %s VALUE | berth secret set ${name}`;
    throw new BerthError(
      'invalid_request',
      `a secret has 1 to ${LIMITS.secretBytes} bytes, not ${value.length}; ${advice}`,
    );
  }
  await withClient(options, effects, async (client) => {
    const { reason, stacks } = options;
    const actor = { name: effects.userName, ...(reason !== undefined && { reason }) };
    const { version, usedBy } = await client.setSecret({
      name,
      value,
      actor,
      ...(stacks !== undefined && { stacks }),
    });
    if (printJson(options, effects, { name, version, usedBy })) return;
    const users = usedBy.length === 0 ? 'nothing uses it yet' : `goes to ${usedBy.join(', ')}`;
    effects.out(`secret ${name} has version ${version}: ${users}\n`);
  });
}

export async function listSecrets(options: ReadOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { secrets, ...shown } = await client.listSecrets();
    if (printJson(options, effects, secrets)) return;
    if (secrets.length === 0) effects.out('no secrets; `berth secret set NAME --from-file FILE` makes one\n');
    else {
      const rows = secrets.map(({ name, stacks, version, setAtMs, actor, usedBy }) => [
        ...[name, String(version), stacks, age(setAtMs, effects.clock.nowMs()), actor.name],
        usedBy.length > 1 ? `${usedBy[0]} and ${usedBy.length - 1} more` : (usedBy[0] ?? 'nobody'),
      ]);
      effects.out(table(effects, ['SECRET', 'VERSION', 'STACKS', 'AGE', 'BY', 'USED BY'], rows));
    }
    sayWhenStale(shown, effects);
  });
}

export async function removeSecret(name: string, options: CommonOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    await client.removeSecret({ name, actor: { name: effects.userName } });
    if (!printJson(options, effects, { name })) effects.out(`secret ${name} removed\n`);
  });
}
