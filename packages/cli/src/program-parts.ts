/** What the commands' definitions have in common. */
import { requireDuration } from '@berth/runtime';
import { readWindow, type Window } from '@berth/stackfile';
import { type Command, InvalidArgumentError } from 'commander';

export function command(parent: Command, name: string, what: string, example: string): Command {
  return parent.command(name).description(what).addHelpText('after', `\nExample:\n  ${example}`);
}

/** Flags of everything that talks to a coordinator. */
export function common(target: Command): Command {
  return target
    .option(
      '--address <host:port>',
      'the coordinator (BERTH_ADDRESS, or of the context: `berth context show`)',
    )
    .option('--identity <file>', 'who asks (BERTH_IDENTITY, BERTH_TOKEN, or of the context)')
    .option('--json', 'print JSON');
}

/** And of what reads the state of the cluster. */
export function reading(target: Command): Command {
  return common(target).option(
    '--consistent',
    'ask the leader first: never older than what was acknowledged',
  );
}

export function many(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

export function count(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('write a whole number');
  return Number(text);
}

export function duration(text: string): number {
  try {
    return requireDuration('', text);
  } catch {
    throw new InvalidArgumentError('write a duration, e.g. 30s, 10m or 2h');
  }
}

export function maintenanceWindow(text: string): Window {
  const window = readWindow(text);
  if ('error' in window) throw new InvalidArgumentError(window.error);
  return window;
}
