/** The command line: names, flags and examples. What the commands do stands in commands/. */
import { BerthError, type Eligibility, nearest, type RolloutAction } from '@berth/core';
import { Command, type CommanderError, InvalidArgumentError, Option } from 'commander';
import { agentUpdateOf } from './commands/agent-update.js';
import { apply } from './commands/apply.js';
import { completionScript } from './commands/completion.js';
import { listCoordinators } from './commands/coordinators.js';
import { deleteStack } from './commands/delete.js';
import { doctor } from './commands/doctor.js';
import { type DrainOptions, drain } from './commands/drain.js';
import { endpoints } from './commands/endpoints.js';
import { type EventsOptions, events } from './commands/events.js';
import { ledgerExport, ledgerLog, ledgerOffline, ledgerShow, ledgerVerify } from './commands/ledger.js';
import { type NatsConfigOptions, natsConfig, natsKey } from './commands/nats.js';
import { listNodes, removeNode, setEligibility, showNode } from './commands/node.js';
import { confirm, listReservations, place, release } from './commands/place.js';
import { listPlacements, showPlacement } from './commands/placement.js';
import { plan } from './commands/plan.js';
import { type RebalanceOptions, rebalance } from './commands/rebalance.js';
import { retry } from './commands/retry.js';
import { changeRollout, rolloutHistory, rolloutStatus } from './commands/rollout.js';
import type { SimulateOptions } from './commands/simulate.js';
import { status } from './commands/status.js';
import { up } from './commands/up.js';
import { why } from './commands/why.js';
import type { Effects } from './effects.js';
import { addDispatch } from './program-dispatch.js';
import { addNodeIdentity, addTokens } from './program-identity.js';
import { command, common, count, duration, maintenanceWindow, many, reading } from './program-parts.js';
import { addReachingIn } from './program-reaching-in.js';
import { addSecrets } from './program-secrets.js';
import { addContexts, addUsers } from './program-users.js';
import { addVolumes } from './program-volumes.js';

export type ProgramSettings = {
  readonly effects: Effects;
  readonly version: string;
  /** Folder of the repository's examples, for --demo. */
  readonly demoFile: string;
  readonly defaultData: string;
  /** Takes the exit code of commands that have more than one. */
  readonly exit: (code: number) => void;
};

/** Every command of the CLI, ready to parse arguments. Throws BerthError and CommanderError. */
export function createProgram(settings: ProgramSettings): Command {
  const { effects, exit, version } = settings;
  const program = new Command('berth')
    .description('Places and runs workloads on machines that you own, and keeps them running.')
    .version(version, '--version', 'print the version')
    .configureOutput({ writeOut: effects.out, writeErr: () => {} })
    // Flags after a subcommand are the subcommand's, also where its parent knows the same ones.
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError();
  addUp(program, settings);
  addStacks(program, effects, exit);
  addInsight(program, effects);
  addReachingIn(program, effects, exit);
  addDispatch(program, effects, exit);
  addRollout(program, effects);
  addNodes(program, effects);
  addTokens(program, effects);
  addUsers(program, effects);
  addSecrets(program, effects);
  addVolumes(program, effects);
  addContexts(program, effects);
  addPlacements(program, effects, exit);
  addLedger(program, effects, exit);
  addPrograms(program, effects, exit);
  addRebalance(program, effects);
  addSimulate(program, effects);
  addNats(program, effects);
  common(command(program, 'doctor', 'check this machine and the cluster', 'berth doctor'))
    .option('--nats-monitor <url>', "a nats-server's http port: how it writes to its disk", many, [])
    .action(async (options) => exit(await doctor(options, effects)));
  command(program, 'completion', 'print completion for a shell', 'source <(berth completion bash)')
    .addArgument(program.createArgument('<shell>').choices(['bash', 'zsh']))
    .action((shell: 'bash' | 'zsh') => effects.out(completionScript(shell, program)));
  return program;
}

function addUp(program: Command, { effects, demoFile, defaultData }: ProgramSettings): void {
  command(program, 'up', 'run a whole cluster on this machine', 'berth up examples/demo.yaml')
    .argument('[files...]', 'stack files to apply')
    .option('--demo', 'apply the example stack')
    .option('--replicated', 'three nats-servers and three coordinators: any one of them may end')
    .option('--agents <count>', 'how many agents (3; 5 with --replicated)', count)
    .option('--nats-port <port>', 'with --replicated: of the first nats-server', count, 7_430)
    .option('--data <folder>', 'where everything is kept', defaultData)
    .option('--control <host:port>', 'where people connect', '127.0.0.1:7420')
    .option('--fleet <host:port>', 'where agents connect', '127.0.0.1:7421')
    .option('--insecure', 'nobody has to prove who he is')
    .action((files: string[], { demo, replicated = false, insecure = false, ...options }) =>
      up({ ...options, replicated, insecure, files: demo ? [demoFile, ...files] : files }, effects),
    );
}

function addStacks(program: Command, effects: Effects, exit: (code: number) => void): void {
  common(command(program, 'apply', 'make a stack be as its file says', 'berth apply shop.yaml --wait'))
    .argument('<file>', 'stack file in YAML or JSON; - reads standard input')
    .option('--wait', 'until everything runs')
    .option('--timeout <duration>', 'with --wait: how long at most', duration)
    .option('--expect-version <n>', 'refuse if the stack is not at this version (0 = must not exist)', count)
    .option('--reason <text>', 'why, for the ledger')
    .action((file, options) => apply(file, options, effects));
  reading(
    command(program, 'plan', 'show what an apply would do; exits 10 if anything', 'berth plan shop.yaml'),
  )
    .argument('<file>', 'stack file')
    .action(async (file, options) => exit(await plan(file, options, effects)));
  common(command(program, 'delete', 'stop a stack and forget it', 'berth delete shop --wait'))
    .argument('<stack>', 'its name')
    .option('--wait', 'until nothing of it runs')
    .option('--force', 'also when workloads of other stacks need some of it')
    .option('--expect-version <n>', 'refuse if the stack is not at this version', count)
    .option('--reason <text>', 'why, for the ledger')
    .action((stack, options) => deleteStack(stack, options, effects));
  reading(command(program, 'status', 'what runs, and what does not', 'berth status shop --watch'))
    .argument('[stack]', 'all stacks unless named; or a run, as `berth dispatch` names it')
    .option('-w, --watch', 'again with every change')
    .option('--all', 'with the placements of runs that were dispatched')
    .action((stack, options) => status(stack, options, effects));
  common(command(program, 'retry', 'start again what failed and was given up', 'berth retry shop/web'))
    .argument('<target>', '"stack/workload", or a stack: all of its workloads')
    .option('--reason <text>', 'why, for the ledger')
    .action((target, options) => retry(target, options, effects));
}

function addInsight(program: Command, effects: Effects): void {
  reading(
    command(
      program,
      'why',
      'why copies are where they are, and why not elsewhere',
      'berth why shop/web --not node-2',
    ),
  )
    .argument('<target>', '"stack/workload" or a placement')
    .option('--not <node>', 'ask about this node only')
    .action((target, options) => why(target, options, effects));
  common(
    command(
      program,
      'endpoints',
      'where the ready copies of a workload are reached',
      'berth endpoints shop/web',
    ),
  )
    .argument('<workload>', '"stack/workload"')
    .option('-w, --watch', 'go on with what changes, also over a restart of the coordinator')
    .action((workload, options) => endpoints(workload, options, effects));
  common(command(program, 'events', 'what happened, from the ledger', 'berth events --since 10m -f'))
    .option(
      '--since <index|duration>',
      'a ledger index, or how long back; the last 50 blocks otherwise',
      since,
    )
    .option('-f, --follow', 'go on with what comes')
    .option('--actor <name>', 'only what this user or program asked for; all that is kept unless --since')
    .option('--node <node>', 'only what is about this node')
    .option('--stack <stack>', 'only what is about this stack')
    .action((options: EventsOptions) => events(options, effects));
}

function addRollout(program: Command, effects: Effects): void {
  const what = 'updates of workloads: how they go, go on, go back';
  const rollout = command(program, 'rollout', what, 'berth rollout status shop/web --watch');
  const about = '"stack/workload", or a stack: all of its workloads';
  reading(command(rollout, 'status', 'how far they are', 'berth rollout status shop/web --watch'))
    .argument('[target]', about)
    .option('-w, --watch', 'again with every change, until none goes on by itself')
    .action((target, options) => rolloutStatus(target, options, effects));
  reading(
    command(rollout, 'history', 'those that were, and how they ended', 'berth rollout history shop/web'),
  )
    .argument('<target>', about)
    .action((target, options) => rolloutHistory(target, options, effects));
  const change = (action: RolloutAction, does: string) =>
    common(command(rollout, action, does, `berth rollout ${action} shop/web`))
      .argument('<target>', about)
      .option('--reason <text>', 'why, for the ledger')
      .action((target, options) => changeRollout(target, action, options, effects));
  change('promote', 'go on: the canaries are good');
  change('pause', 'replace nothing more for now');
  change('resume', 'go on after a pause, or try again after a failure');
  change('revert', 'go back to the last version that was healthy').option(
    '--to <version>',
    'to this version of the stack',
    count,
  );
}

function addNodes(program: Command, effects: Effects): void {
  const node = command(program, 'node', 'nodes: list, show, open and close them', 'berth node ls');
  reading(command(node, 'ls', 'all nodes with what they have and hold', 'berth node ls')).action((options) =>
    listNodes(options, effects),
  );
  reading(command(node, 'show', 'one node with its facts and placements', 'berth node show node-1'))
    .argument('<node>')
    .action((id, options) => showNode(id, options, effects));
  const change = (name: string, eligibility: Eligibility, what: string) =>
    common(command(node, name, what, `berth node ${name} node-1`))
      .argument('<node>')
      .action((id, options) => setEligibility(id, eligibility, options, effects));
  change('cordon', 'cordoned', 'place nothing new on it');
  addDrain(node, 'berth node drain node-1', effects);
  addDrain(program, 'berth drain node-1 --deadline 10m --watch', effects);
  change('uncordon', 'eligible', 'open it again');
  common(command(node, 'rm', 'forget a node that is gone for good', 'berth node rm node-1'))
    .argument('<node>')
    .action((id, options) => removeNode(id, options, effects));
  addNodeIdentity(node, effects);
}

function addDrain(parent: Command, example: string, effects: Effects): void {
  const what = 'move its services elsewhere, then keep it empty';
  common(command(parent, 'drain', what, example))
    .argument('<node>')
    .option('--deadline <duration>', 'it should be empty by then', duration)
    .option('--force-after', 'with --deadline: what is left then is stopped, batches too')
    .option('-w, --watch', 'tell what is left, until nothing is')
    .action((id, options: DrainOptions) => drain(id, options, effects));
}

function addPlacements(program: Command, effects: Effects, exit: (code: number) => void): void {
  const placement = command(program, 'placement', 'placements: who holds what where', 'berth placement ls');
  reading(command(placement, 'ls', 'all placements', 'berth placement ls --stack shop'))
    .option('--stack <stack>', 'of this stack only')
    .option('--node <node>', 'on this node only')
    .action((options) => listPlacements(options, effects));
  reading(command(placement, 'show', 'one placement', 'berth placement show shop/web/0.1'))
    .argument('<placement>')
    .action((id, options) => showPlacement(id, options, effects));
  const hold = common(
    command(
      program,
      'place',
      'hold capacity for a program',
      'berth place --cpu 500m --memory 256Mi --ttl 60s',
    ),
  )
    .option('--cpu <amount>', 'e.g. 500m')
    .option('--memory <amount>', 'e.g. 256Mi')
    .option('--disk <amount>', 'e.g. 2Gi')
    .option('--resource <name=amount>', 'any other resource', many, [])
    .option('--port <name=auto|number>', 'a port', many, [])
    .option('--device <name=amount>', 'devices by name, class or class/model: gpu=2, gpu=500m', many, [])
    .option('--require <cel>', 'an expression over node', many, [])
    .option('--policy <name[=weight]>', 'how nodes rank: pack, spread, cost, latency', many, [])
    .option('--close-to <key=value>', 'for latency: site=, region=, location=LAT,LON', many, [])
    .option('--count <n>', 'how many times; all or none', count, 1)
    .option('--ttl <duration>', 'held this long unless confirmed', duration, 60_000)
    .option('--holder <name>', 'who holds it')
    .enablePositionalOptions()
    .action(async (options) => exit(await place(options, effects)));
  const generation = () =>
    new Option('--generation <n>', 'the one that you saw').argParser(count).makeOptionMandatory();
  common(
    command(hold, 'confirm', 'keep it without a time limit', 'berth place confirm r-12-1 --generation 1'),
  )
    .argument('<reservation>')
    .addOption(generation())
    .action((id, options) => confirm(id, options, effects));
  common(command(hold, 'release', 'give it back', 'berth place release r-12-1 --generation 1'))
    .argument('<reservation>')
    .addOption(generation())
    .action((id, options) => release(id, options, effects));
  reading(command(hold, 'ls', 'all reservations', 'berth place ls')).action((options) =>
    listReservations(options, effects),
  );
}

function addLedger(program: Command, effects: Effects, exit: (code: number) => void): void {
  const ledger = command(
    program,
    'ledger',
    'the record of everything: read, check, export',
    'berth ledger log',
  );
  reading(command(ledger, 'log', 'the newest blocks, or a range', 'berth ledger log --from 1 --to 20'))
    .option('--from <index>', 'first block', count)
    .option('--to <index>', 'last block', count)
    .action((options) => ledgerLog(options, effects));
  reading(command(ledger, 'show', 'one block', 'berth ledger show 12'))
    .argument('<index>', 'its index', count)
    .action((index, options) => ledgerShow(index, options, effects));
  reading(command(ledger, 'verify', 'check every hash and index', 'berth ledger verify')).action(
    async (options) => exit(await ledgerVerify(options, effects)),
  );
  reading(command(ledger, 'export', 'blocks as lines of JSON', 'berth ledger export > ledger.ndjson'))
    .option('--from <index>', 'first block; the first that is kept unless said', count)
    .option('--to <index>', 'last block', count)
    .action((options) => ledgerExport(options, effects));
  for (const [name, what] of OFFLINE) {
    ledger
      .command(name)
      .description(what)
      .helpOption(false)
      .allowUnknownOption()
      .argument('[flags...]')
      .action(async (_flags: string[], _options: unknown, self: Command) =>
        exit(await ledgerOffline(name, self.args, effects)),
      );
  }
}

/** Done by the coordinator's program, which knows the ledger's stores; their flags are its. */
const OFFLINE = [
  ['recover', 'lead back when the stream was lost or damaged (--help says how)'],
  ['migrate', 'from one coordinator to several (--help says how)'],
] as const;

/** `berth coordinator` and `berth agent` are programs of their own; their flags are theirs. */
function addPrograms(program: Command, effects: Effects, exit: (code: number) => void): void {
  for (const name of ['coordinator', 'agent'] as const) {
    program
      .command(name)
      .description(name === 'agent' ? 'run this machine as a node; agent update' : 'run a coordinator')
      .helpOption(false)
      .allowUnknownOption()
      .argument('[flags...]')
      .action(async (_flags: string[], _options: unknown, self: Command) => {
        if (name === 'coordinator' && self.args[0] === 'ls')
          return listOf(program, self.args.slice(1), effects);
        if (name === 'agent' && self.args[0] === 'update')
          return agentUpdateOf(program, self.args.slice(1), effects);
        const child = effects.start(name, self.args, effects.out);
        effects.signal.addEventListener('abort', () => child.stop());
        exit(await child.ended);
      });
  }
}

/** Flags of `coordinator` are the program's; those of `coordinator ls` are ours. */
async function listOf(program: Command, args: readonly string[], effects: Effects): Promise<void> {
  const ls = common(
    command(
      new Command('berth coordinator'),
      'ls',
      'who leads, and how far the others are',
      'berth coordinator ls',
    ),
  );
  // Of a command of its own: it answers mistakes as the others do.
  ls.copyInheritedSettings(program).action((options) => listCoordinators(options, effects));
  await ls.parseAsync([...args], { from: 'user' });
}

function addRebalance(program: Command, effects: Effects): void {
  const what = 'move copies so that more fits; shows the moves unless told to make them';
  common(command(program, 'rebalance', what, 'berth rebalance --budget 5%'))
    .option('--budget <moves|percent>', 'how many moves, or percent of the copies', moveBudget, {
      percent: 5,
    })
    .option(
      '--workload <stack/workload>',
      'only copies of this one; may be repeated',
      (key, all) => [...all, key],
      [] as string[],
    )
    .option('--dry-run', 'only show the moves (default)')
    .option('--apply', 'make the moves, one after the other')
    .option('--timeout <duration>', 'with --apply: how long one move may take', duration, 120_000)
    .option(
      '--window <window>',
      'with --apply: when moves may begin, e.g. "0 2 * * 6/3h Europe/Berlin"',
      maintenanceWindow,
    )
    .option('--reason <text>', 'with --apply: why, for the ledger')
    .action((options: RebalanceOptions) => rebalance(options, effects));
}

function moveBudget(text: string): RebalanceOptions['budget'] {
  const [, amount = '', percent] = /^(\d{1,6}(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const value = Number(amount);
  if (amount === '' || (percent === '' ? !Number.isInteger(value) : value > 100)) {
    throw new InvalidArgumentError('write a number of moves, e.g. 10, or percent of the copies, e.g. 5%');
  }
  return percent === '' ? { moves: value } : { percent: value };
}

function addSimulate(program: Command, effects: Effects): void {
  const example = 'berth simulate --nodes nodes.csv --tasks tasks.csv --picture packing.svg';
  common(command(program, 'simulate', 'place a load on a cluster that need not exist', example))
    .option('--tasks <file>', 'what comes; table: cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec')
    .option('--nodes <file>', 'table: cpu_milli,memory_mib,gpu,model')
    .option('--live', 'instead: the nodes of the cluster, with what they hold')
    .option('--repack', 'with --live: place all that they hold anew, the oldest first')
    .option('--arrivals <file>', 'rows of the task table in order of arrival, one a line')
    .option('--add-nodes <file>', 'what if there were these, too')
    .option('--remove-nodes <rows>', 'what if these were gone: 3,7,20-40; with --live their names')
    .option('--moves <percent>', 'make room by moving others, so many per 100 tasks that came', count, 0)
    .option('--how-many', 'also find how many such nodes hold all of it')
    .addOption(
      new Option('--policy <name>', 'what to place by').choices(['pack', 'fgd', 'best-fit']).default('pack'),
    )
    .option('--out <file>', 'write where each task went: arrival,task,node,devices')
    .option('--picture <file>', 'write a picture of the packing over time (SVG)')
    .action(async (options: SimulateOptions) => {
      // With the scheduler, which other commands do without.
      const { simulate } = await import('./commands/simulate.js');
      await simulate(options, effects);
    });
}

function addNats(program: Command, effects: Effects): void {
  const nats = command(program, 'nats', 'agents over NATS: the server and its keys', 'berth nats config');
  common(
    command(
      nats,
      'config',
      "write a server's configuration, with a user for each agent",
      'berth nats config --out nats --node shop-1 --node shop-2',
    ),
  )
    .option('--out <folder>', 'where nats.conf and keys/ are written', 'nats')
    .option('--node <name>', 'a node, again for more', many, [])
    .option('--nodes <file>', 'a name a line, with a public key where the seed stays on the node')
    .option('--cluster <name>', 'tells several clusters on one NATS apart', 'default')
    .option('--listen <host:port>', 'where the server listens', '127.0.0.1:4222')
    .option('--streams <folder>', 'keep streams there, for a replicated ledger')
    .option('--tls-cert <file>', 'PEM file, for a server that others reach')
    .option('--tls-key <file>', 'PEM file')
    .option('--tls-ca <file>', 'PEM file of who vouches for clients: they then need a certificate, too')
    .action((options: NatsConfigOptions) => natsConfig(options, effects));
  common(command(nats, 'key', 'make a key and print its public part', 'berth nats key agent.seed'))
    .argument('<file>', 'where the seed is kept')
    .action((file, options) => natsKey(file, options, effects));
}

function since(text: string): EventsOptions['since'] {
  if (/^\d+$/.test(text)) return { index: Number(text) };
  return { agoMs: duration(text) };
}

/** What the parser complains of, as one line with a next step; undefined for help and version, which are no errors. */
export function usageError(
  thrown: CommanderError,
  program: Command,
  args: readonly string[],
): BerthError | undefined {
  if (
    thrown.exitCode === 0 ||
    thrown.code === 'commander.helpDisplayed' ||
    thrown.code === 'commander.version'
  )
    return undefined;
  if (thrown.code === 'commander.help') {
    return new BerthError(
      'invalid_request',
      `a command is missing after "berth ${args.join(' ')}": see \`berth --help\``,
    );
  }
  const message = thrown.message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  const unknown = /unknown command '([^']+)'/.exec(message)?.[1];
  const near =
    unknown &&
    nearest(
      unknown,
      program.commands.map((known) => known.name()),
    );
  const hint = near && !message.includes('Did you mean') ? ` (did you mean ${near}?)` : '';
  return new BerthError(
    'invalid_request',
    `${message}${hint}: see \`berth ${[args[0]].filter((arg) => arg && !arg.startsWith('-') && !unknown).join(' ')} --help\``.replace(
      'berth  --help',
      'berth --help',
    ),
  );
}
