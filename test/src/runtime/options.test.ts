import { BerthError } from '@berth/core';
import { type Address, describeOptions, type OptionSpec, readOptions } from '@berth/runtime';
import test from 'ava';

const OPTIONS = {
  data: { type: 'string', required: true, env: 'BERTH_DATA', help: 'folder for the ledger' },
  label: { type: 'string', multiple: true, help: 'KEY=VALUE' },
  lease: { type: 'duration', default: '30s', env: 'BERTH_LEASE', help: 'silence' },
  control: { type: 'address', default: '127.0.0.1:7420', help: 'where people connect' },
  share: { type: 'integer', default: '1', min: 1, max: 64, help: 'agents of this host' },
  'log-level': { type: 'choice', default: 'info', choices: ['debug', 'info', 'warn'], help: 'least level' },
  note: { type: 'string', help: 'nothing' },
  insecure: { type: 'boolean', env: 'BERTH_INSECURE', help: 'listen everywhere' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

function read(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return readOptions('berth test', OPTIONS, args, env);
}

test('defaults, with types', (t) => {
  const options = read(['--data', '/x']);
  const { lease, control, share, note } = options satisfies {
    readonly lease: number;
    readonly control: Address;
    readonly share: number;
    readonly note: string | undefined;
    readonly label: readonly string[];
    readonly 'log-level': 'debug' | 'info' | 'warn';
    readonly insecure: boolean;
  };
  t.deepEqual([lease, control, share, note], [30_000, { host: '127.0.0.1', port: 7420 }, 1, undefined]);
  t.deepEqual([options.label, options['log-level'], options.insecure], [[], 'info', false]);
});

test('a flag goes before the environment, the environment before the default', (t) => {
  const env = { BERTH_DATA: '/env', BERTH_LEASE: '1m', BERTH_INSECURE: '1' };
  const inherited = read([], env);
  t.deepEqual([inherited.data, inherited.lease, inherited.insecure], ['/env', 60_000, true]);
  t.is(read(['--data=/flag'], env).data, '/flag');
  t.is(read(['--data', '/x'], { BERTH_LEASE: '' }).lease, 30_000);
  t.false(read(['--data', '/x'], { BERTH_INSECURE: 'false' }).insecure);
});

test('lists collect', (t) => {
  t.deepEqual(read(['--data', '/x', '--label', 'a=1', '--label=b=2']).label, ['a=1', 'b=2']);
});

test('the result cannot be changed', (t) => {
  const options = read(['--data', '/x']);
  t.true(Object.isFrozen(options));
  t.true(Object.isFrozen(options.control));
  t.true(Object.isFrozen(options.label));
});

type Environment = Readonly<Record<string, string>>;

const refuses = test.macro<[args: readonly string[], line: string, env?: Environment]>({
  exec: (t, args, line, env) => {
    const error = t.throws(() => read(args, env), { instanceOf: BerthError });
    t.is(error?.code, 'invalid_request');
    t.is(error?.message, line);
  },
  title: (_, args, line) => `refused: ${args}: ${line}`,
});

test(refuses, [], '--data is missing (folder for the ledger): give it, or set BERTH_DATA');
test(refuses, ['--dat', 'x'], 'unknown flag --dat: did you mean --data?');
test(refuses, ['--zebra'], 'unknown flag --zebra: see berth test --help');
test(refuses, ['-z'], 'unknown flag -z: see berth test --help');
test(refuses, ['here'], 'unexpected argument "here": see berth test --help');
test(refuses, ['--data'], '--data needs a value: write --data=VALUE');
test(refuses, ['--data', '--insecure'], '--data needs a value: write --data=VALUE');
test(refuses, ['--insecure=yes'], '--insecure takes no value: write it alone');
test(refuses, ['--data=x', '--lease=30'], '--lease "30" has no unit; write e.g. 30s');
test(refuses, ['--data=x', '--share=0'], '--share "0" is not a whole number of 1 to 64');
test(refuses, ['--data=x', '--share=1.5'], '--share "1.5" is not a whole number of 1 to 64');
test(
  refuses,
  ['--data=x', '--log-level=inf'],
  '--log-level "inf" is not one of its values: did you mean info?',
);
test(
  refuses,
  ['--data=x', '--log-level=loud'],
  '--log-level "loud" is not one of its values: choose debug, info, warn',
);
test(
  refuses,
  ['--data=x', '--control=7420'],
  '--control "7420" is not an address: write HOST:PORT, e.g. 127.0.0.1:7420',
);
test(refuses, ['--data=x'], 'BERTH_INSECURE "maybe" is neither true nor false', { BERTH_INSECURE: 'maybe' });
test(refuses, ['--data=x'], 'BERTH_LEASE "soon" is not a duration; write e.g. 500ms, 30s, 10m, 2h or 7d', {
  BERTH_LEASE: 'soon',
});

test('help names flag, value, meaning, default and variable', (t) => {
  const lines = describeOptions(OPTIONS).split('\n');
  t.is(lines[0], '  --data VALUE                 folder for the ledger (BERTH_DATA)');
  t.is(lines[2], '  --lease DURATION             silence (default 30s, BERTH_LEASE)');
  t.is(lines[5], '  --log-level NAME             least level: debug, info, warn (default info)');
  t.is(lines[7], '  --insecure                   listen everywhere (BERTH_INSECURE)');
});
