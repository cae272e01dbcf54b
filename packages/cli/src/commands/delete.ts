import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';
import { settleGone } from '../settle.js';

export type DeleteOptions = CommonOptions & {
  readonly wait?: boolean;
  readonly force?: boolean;
  readonly expectVersion?: number;
  readonly reason?: string;
};

export async function deleteStack(stack: string, options: DeleteOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { expectVersion, reason, force } = options;
    const deleted = await client.deleteStack({
      stack,
      actor: { name: effects.userName, ...(reason !== undefined && { reason }) },
      ...(expectVersion !== undefined && { expectVersion }),
      ...(force && { force }),
    });
    if (!options.json) {
      effects.out(`stack ${stack}: deleted, ${deleted.stopped} copies stopping\n`);
      for (const { volume, node } of deleted.kept)
        effects.out(`kept: ${volume} on ${node}; \`berth volume rm ${volume}\` deletes it\n`);
    }
    if (options.wait) {
      await settleGone(client, stack, effects);
      if (!options.json) effects.out(`stack ${stack}: gone\n`);
    }
    printJson(options, effects, deleted);
  });
}
