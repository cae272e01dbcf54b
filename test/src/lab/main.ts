/** `npm run test:lab [-- --cut 10m] [--json FILE]`: all scenes of the lab, as a table and as JSON. Exits 1 when one check fails. */
import { writeFile } from 'node:fs/promises';
import { type OptionSpec, onSignals, readOptions } from '@berth/runtime';
import { labCampaign } from './campaign.js';
import type { Checks } from './checks.js';

const OPTIONS = {
  cut: { type: 'duration', default: '10m', help: 'how long the site is cut off' },
  json: { type: 'string', help: 'file for the result as JSON' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

async function main(args: readonly string[]): Promise<number> {
  const { cut: cutMs, json } = readOptions('npm run test:lab --', OPTIONS, args, {});
  const ends: (() => unknown)[] = [];
  const endAll = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  onSignals(['SIGINT', 'SIGTERM'], () => void endAll().finally(() => process.exit(130)));
  const say = (text: string) => process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
  try {
    const checks = await labCampaign({ teardown: (end) => void ends.push(end) }, { cutMs, say });
    process.stdout.write(tableOf(checks));
    const ok = checks.all.every((check) => check.ok);
    const result = { ok, cutMs, checks: checks.all, figures: checks.figures };
    if (json !== undefined) await writeFile(json, `${JSON.stringify(result, undefined, 2)}\n`);
    else process.stdout.write(`${JSON.stringify(result)}\n`);
    return ok ? 0 : 1;
  } finally {
    await endAll();
  }
}

function tableOf({ all, figures }: Checks): string {
  const rows = all.map(({ scene, what, ok, found }) => [ok ? 'ok' : 'NOT OK', scene, what, found ?? '']);
  const measured = figures.map(({ scene, what, value, unit }) => [
    '',
    scene,
    what,
    `${value.toFixed(2)} ${unit}`,
  ]);
  const line = ([verdict = '', scene = '', what = '', found = '']: string[]) =>
    `${verdict.padEnd(6)} ${scene.padEnd(18)} ${what}${found === '' ? '' : `: ${found}`}`;
  return `${[...rows, ...measured].map(line).join('\n')}\n`;
}

process.exitCode = await main(process.argv.slice(2));
