// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what agents fill in looks like that.
/**
 * The form of a stack file as people write it, and the only place that says which keys there are. Parsing checks with it,
 * and the JSON Schema for editors is generated from it. Defaults stand in defaults.ts, meaning in core/src/model/model.ts.
 */
import {
  DEFAULT_ON_RETURN,
  DEFAULT_PRIORITY,
  ISOLATION_LEVELS,
  LIMITS,
  ON_RETURN,
  PLACEMENT_POLICIES,
  PRIORITY_MAX,
} from '@berth/core';
import { z } from 'zod';
import { containerFormOf } from './container-form.js';
import { DEFAULTS } from './defaults.js';
import { dispatchForm } from './dispatch.js';
import { failureForm } from './failure-rule.js';
import { configForm, filesForm } from './files.js';
import { healthForm } from './health-form.js';
import { hooksForm } from './hooks.js';
import {
  amount,
  deviceAmount,
  duration,
  expression,
  labelKey,
  location,
  mapOf,
  milliseconds,
  NAMES,
  name,
  plainText,
  SELECTORS,
  text,
  VALUES,
  VARIABLES,
  workloadName,
} from './leaves.js';
import { needsForm } from './needs.js';
import { scheduleForm } from './schedule.js';
import { updateForm } from './update-rule.js';
import { usesForm, volumesForm } from './volumes.js';

export const STOP_SIGNALS = [
  'SIGTERM',
  'SIGINT',
  'SIGQUIT',
  'SIGHUP',
  'SIGUSR1',
  'SIGUSR2',
  'SIGWINCH',
  'SIGABRT',
  'SIGKILL',
] as const;

function count(min: number, max: number, description: string) {
  return z.int({ error: 'must be a whole number' }).min(min).max(max).meta({ description });
}

const FILLED_IN = ['port.NAME', 'node.id', 'node.site', 'node.address', 'replica', 'config.KEY', 'files']
  .map((name) => `\`\${${name}}\``)
  .join(', ');

const environment = mapOf(
  plainText('Filled in as in `command`; also `${secret.NAME}`.'),
  VARIABLES,
  'Environment variables.',
).optional();

const ending = {
  stopSignal: z
    .enum(STOP_SIGNALS)
    .optional()
    .meta({ description: `How it is asked to end. Default: ${DEFAULTS.stopSignal}.` }),
  grace: duration('Between the stop signal and SIGKILL. Default: 10s.').optional(),
  graceMs: milliseconds('grace').optional(),
};

const processForm = z
  .strictObject({
    command: z
      .array(plainText(`The program or an argument. Filled in: ${FILLED_IN}.`))
      .min(1)
      .max(LIMITS.commandArguments)
      .meta({ description: 'Program and arguments, as a list. No shell reads it.' }),
    env: environment,
    workingDirectory: text(
      'Absolute path on the node. Default: a private folder of the placement.',
    ).optional(),
    ...ending,
    isolation: z
      .enum(ISOLATION_LEVELS)
      .optional()
      .meta({ description: 'How far it is kept apart at the least. Default: as its node does by itself.' }),
  })
  .meta({ description: 'A process of the node.' });

const containerForm = containerFormOf({
  env: environment,
  workingDirectory: text('Absolute path in the container. Default: what the image says.').optional(),
  ...ending,
});

const portForm = z
  .union([z.literal('auto'), z.int().min(1).max(65_535)], {
    error: 'must be "auto" or a port number from 1 to 65535',
  })
  .meta({ description: '`auto` for a port that Berth chooses, or a fixed number.' });

const resourcesForm = z
  .object({
    cpu: amount('cpu', 'Cores or millicores: 0.5 or 500m. Default: 100m.').optional(),
    cores: count(
      1,
      LIMITS.devicesPerNode,
      'Whole cores that no other copy holds; the copy runs on these only. Each counts as 1000m of cpu, instead of `cpu`.',
    ).optional(),
    memory: amount('memory', 'A size: 256Mi, 2Gi. Default: 64Mi.').optional(),
    disk: amount('disk', 'A size: 500Mi, 2Gi. Default: none.').optional(),
    bandwidth: amount('bandwidth', 'A rate, both ways together: 500kbit, 10Mbit. Default: none.').optional(),
    bandwidthIn: amount('bandwidthIn', 'A rate towards the copy: 10Mbit. Default: none.').optional(),
    bandwidthOut: amount('bandwidthOut', 'A rate from the copy: 2Mbit. Default: none.').optional(),
    ports: mapOf(portForm, NAMES, 'Ports of the node, by name.').optional(),
    devices: mapOf(
      deviceAmount('Whole devices: 1, 2. Or a share of one: 500m, 0.5.'),
      SELECTORS,
      'Devices by class (`gpu`), class and model (`gpu/t4`), or name.',
    ).optional(),
  })
  .catchall(amount('custom', 'A count of a resource that nodes name themselves.'))
  .meta({
    description: 'What one copy holds on its node. Other names are resources that nodes name themselves.',
  });

/** Keys below `resources` that are not the names of custom resources. */
export const RESOURCE_KEYS: readonly string[] = Object.keys(resourcesForm.shape);

const batchForm = z
  .strictObject({
    timeout: duration('How long one try may take. Default: no limit.').optional(),
    timeoutMs: milliseconds('timeout').optional(),
  })
  .meta({ description: 'For kind `batch` only.' });

const by = (what: string, without: string) =>
  labelKey(`${what}: site, region, node, or the key of a label. Default: ${without}.`);

/** One rule, or a list of them that hold at once. */
function oneOrMore<Rule extends z.ZodObject>(rule: Rule) {
  return z.union([rule, z.array(rule).min(1).max(LIMITS.rulesPerKind)]);
}

const weight = (otherwise: string) =>
  count(1, 100, `Makes it a preference, as much as one of \`prefer\`. Default: ${otherwise}.`).optional();

const spreadForm = z.strictObject({
  by: by('Copies are spread over', DEFAULTS.spreadBy).optional(),
  maxSkew: count(1, 10_000, 'By how many copies two of them may differ. Default: 1.').optional(),
  weight: weight(`none, ${DEFAULTS.preferWeight} with targets`),
  targets: mapOf(
    count(0, 100, 'Percent of the copies.'),
    VALUES,
    'The wanted share of each value in percent, at most 100 in all. Default: even.',
  ).optional(),
});

const distinctForm = z.strictObject({
  by: labelKey('What is told apart: site, region, node, or the key of a label.'),
  limit: count(1, LIMITS.replicasPerWorkload, 'Copies per value. Default: 1.').optional(),
});

const apartForm = z.strictObject({
  by: by('No two copies share', DEFAULTS.apartBy).optional(),
  from: z
    .array(name('Another workload of this stack.'))
    .max(LIMITS.workloadsPerStack)
    .meta({ description: 'Workloads to stay apart from as well. Default: none.' })
    .optional(),
  own: z
    .boolean()
    .meta({ description: 'false: its own copies may stand together. Default: true.' })
    .optional(),
  weight: weight('none'),
});

const nearForm = z.strictObject({
  workload: name(
    'A workload of this stack, a running copy of which has to be there; itself: copies stay together.',
  ),
  by: by('What the two share', DEFAULTS.nearBy).optional(),
  weight: weight('none'),
});

const policyForm = z
  .union(
    [
      z.enum(PLACEMENT_POLICIES),
      z.partialRecord(z.enum(PLACEMENT_POLICIES), count(0, 100, 'Its weight; only ratios count.')),
    ],
    { error: `must be one of ${PLACEMENT_POLICIES.join(', ')}, or weights such as { pack: 70, cost: 30 }` },
  )
  .meta({
    description:
      'How nodes rank. pack: lose the least of what the cluster can still take. spread: the emptiest node. cost: the cheapest. latency: the closest to `closeTo`. Default: pack.',
  });

const placementForm = z
  .strictObject({
    require: z
      .array(expression('CEL over `node`; has to be true.'))
      .max(LIMITS.expressionsPerWorkload)
      .meta({ description: 'Every one of these has to be true of the node.' })
      .optional(),
    prefer: z
      .array(
        z.strictObject({
          when: expression('CEL over `node`.'),
          weight: count(1, 100, '100 outweighs packing. Default: 50.').optional(),
        }),
      )
      .max(LIMITS.expressionsPerWorkload)
      .meta({ description: 'Nodes for which these are true come first.' })
      .optional(),
    spread: oneOrMore(spreadForm).optional(),
    distinct: oneOrMore(distinctForm).optional(),
    apart: oneOrMore(apartForm).optional(),
    near: oneOrMore(nearForm).optional(),
    tolerate: z
      .array(
        z.strictObject({
          key: labelKey('Key of the taint.'),
          value: text('Its value. Default: any.').optional(),
          for: duration(
            'How long running copies stay beside it, if it evicts. Default: for ever.',
          ).optional(),
          forMs: milliseconds('for').optional(),
        }),
      )
      .max(64)
      .meta({ description: 'Taints of nodes that do not keep this workload away.' })
      .optional(),
    policy: policyForm.optional(),
    closeTo: z
      .strictObject({
        site: text('Name of a site.').optional(),
        region: text('Name of a region: what is in it comes next.').optional(),
        location: location('Latitude and longitude in degrees: "-37.81,144.96".').optional(),
      })
      .meta({ description: 'What the policy `latency` measures from.' })
      .optional(),
  })
  .meta({ description: 'Which nodes.' });

const disconnectForm = z
  .strictObject({
    policy: z.enum(['keep', 'replace', 'exclusive']).meta({
      description:
        'keep: leave it alone. replace: start a copy elsewhere. exclusive: its own agent stops it before a copy may start elsewhere.',
    }),
    after: duration('After the end of the lease. Default: 0s for replace, 30s for exclusive.').optional(),
    afterMs: milliseconds('after').optional(),
    onReturn: z
      .enum(ON_RETURN)
      .optional()
      .meta({
        description: `For replace: which copy stays when the node is back. keep-better: the one that serves, of two the one that runs for longer. Default: ${DEFAULT_ON_RETURN}.`,
      }),
  })
  .meta({ description: 'What follows when the node of a copy is cut off. Default: keep.' });

const gangForm = z
  .strictObject({
    min: count(1, LIMITS.placementsPerPass, 'So many copies are enough to begin. Default: all.').optional(),
    timeout: duration(
      'Having waited this long for room, a batch has failed; a service is overdue and waits on. Default: 5m.',
    ).optional(),
    timeoutMs: milliseconds('timeout').optional(),
  })
  .meta({ description: 'Its copies begin together or not at all; not for daemons.' });

const shutdownForm = z
  .strictObject({
    delay: duration(
      'Between leaving the endpoints and the stop signal. Default: 1s for workloads with ports and health, 0s otherwise.',
    ).optional(),
    delayMs: milliseconds('delay').optional(),
  })
  .meta({ description: 'How a ready copy ends.' });

const workloadForm = z
  .strictObject({
    kind: z
      .enum(['service', 'batch', 'daemon'])
      .meta({
        description:
          'service: copies that keep running. batch: copies that run to completion. daemon: one copy per matching node. Default: service.',
      })
      .optional(),
    replicas: count(
      0,
      LIMITS.replicasPerWorkload,
      'How many copies; not for daemons. Default: 1.',
    ).optional(),
    process: processForm.optional(),
    container: containerForm.optional(),
    resources: resourcesForm.optional(),
    failure: failureForm.optional(),
    batch: batchForm.optional(),
    schedule: scheduleForm.optional(),
    dispatch: dispatchForm.optional(),
    placement: placementForm.optional(),
    disconnect: disconnectForm.optional(),
    update: updateForm.optional(),
    priority: count(
      0,
      PRIORITY_MAX,
      `Of workloads that wait for room, the higher one is placed first. Default: ${DEFAULT_PRIORITY}.`,
    ).optional(),
    preempt: z
      .boolean()
      .meta({
        description: 'Where only room is lacking, copies of lower priority end for it. Default: false.',
      })
      .optional(),
    gang: gangForm.optional(),
    files: filesForm.optional(),
    health: healthForm.optional(),
    shutdown: shutdownForm.optional(),
    upstreams: z
      .array(workloadName('A workload of this stack, or STACK/WORKLOAD.'))
      .min(1)
      .max(LIMITS.upstreamsPerWorkload)
      .meta({
        description:
          'Workloads whose ready endpoints it finds in the file BERTH_ENDPOINTS_FILE. Default: none.',
      })
      .optional(),
    needs: needsForm.optional(),
    hooks: hooksForm.optional(),
    volumes: usesForm.optional(),
  })
  .superRefine(
    ({ process, container }, context) => {
      if (process !== undefined || container !== undefined) return;
      context.addIssue({ code: 'custom', path: ['process'], input: undefined, message: 'is missing' });
    },
    { when: ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value) },
  )
  .meta({ description: 'What to run, how many, with which resources, where.' });

export const stackForm = z
  .strictObject({
    $schema: z.string().optional().meta({ description: 'For editors; Berth does not read it.' }),
    stack: name('Name of the stack, unique in the cluster.'),
    config: configForm.optional(),
    volumes: volumesForm.optional(),
    workloads: mapOf(workloadForm, NAMES, 'The workloads by name.'),
  })
  .meta({ title: 'Berth stack', description: 'What one file declares.' });

export type StackForm = z.infer<typeof stackForm>;
export type WorkloadForm = z.infer<typeof workloadForm>;
export type SpreadForm = z.infer<typeof spreadForm>;
export type ApartForm = z.infer<typeof apartForm>;
