/** Health checks as people write them: one check for all meanings, or one for each. */
import { LIMITS } from '@berth/core';
import { z } from 'zod';
import { DEFAULTS } from './defaults.js';
import { duration, milliseconds, name, plainText, text } from './leaves.js';

const portOf = () => name('Name of one of its ports. Default: the only one.').optional();

const probes = {
  http: z
    .strictObject({
      port: portOf(),
      path: text(`What is asked for, with GET. Default: ${DEFAULTS.httpPath}.`).optional(),
    })
    .meta({ description: 'Passes with a status of 200 to 399.' })
    .optional(),
  tcp: z
    .strictObject({ port: portOf() })
    .meta({ description: 'Passes when a connection is taken.' })
    .optional(),
  grpc: z
    .strictObject({
      port: portOf(),
      service: text('Which service. Default: the whole server.').optional(),
    })
    .meta({ description: 'grpc.health.v1: passes when it says SERVING.' })
    .optional(),
  exec: z
    .strictObject({
      command: z
        .array(plainText('The program or an argument, filled in as in `process.command`.'))
        .min(1)
        .max(LIMITS.commandArguments)
        .meta({ description: 'Program and arguments, as a list.' }),
    })
    .meta({ description: 'A command beside the copy, within its limits: passes with exit code 0.' })
    .optional(),
};

function times(description: string) {
  return z.int({ error: 'must be a whole number' }).min(1).max(10_000).meta({ description }).optional();
}

const pace = {
  interval: duration('From one check to the next. Default: 5s, or 1s for `start`.').optional(),
  intervalMs: milliseconds('interval').optional(),
  timeout: duration('How long an answer may take. Default: 2s.').optional(),
  timeoutMs: milliseconds('timeout').optional(),
  failures: times('So many in a row count as failed. Default: 3, or 60 for `start`.'),
  successes: times('So many in a row count as passed. Default: 1.'),
  grace: duration('So long after the run began, failed checks count for nothing. Default: 0s.').optional(),
  graceMs: milliseconds('grace').optional(),
};

const checkForm = z.strictObject({ ...probes, ...pace });

export const healthForm = z
  .strictObject({
    ...probes,
    ...pace,
    start: checkForm
      .meta({ description: 'Has it come up? Until then, the others are not asked.' })
      .optional(),
    ready: checkForm.meta({ description: 'May it be given work? While not, it is no endpoint.' }).optional(),
    live: checkForm.meta({ description: 'Is it of any use? When not, it is started again.' }).optional(),
  })
  .meta({
    description:
      'One check that serves all meanings, or checks below `start`, `ready` and `live`. Default: ready as soon as it runs.',
  });

export type CheckForm = z.infer<typeof checkForm>;
export type HealthForm = z.infer<typeof healthForm>;
export const PROBES = ['http', 'tcp', 'grpc', 'exec'] as const;
