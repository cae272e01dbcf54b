/** The smallest parts of a stack file: amounts, durations, texts, names. Each checks itself and says what to write. */
import {
  DURATION_MS_MAX,
  isName,
  isStandardResource,
  LIMITS,
  parseDevices,
  parseDuration,
  parseLocation,
  parseQuantity,
  QUANTITY_MAX,
  type StandardResource,
} from '@berth/core';
import { z } from 'zod';

/** Reports through zod; the suggestion travels in `params`. Messages that begin with "must" get the key in front. */
type Refine = {
  addIssue(issue: { code: 'custom'; message: string; params?: { suggestion: string }; input: unknown }): void;
};

function refuse(context: Refine, input: unknown, message: string, suggestion?: string): void {
  context.addIssue({ code: 'custom', message, input, ...(suggestion && { params: { suggestion } }) });
}

/** "must not be negative; write 500m" has its suggestion behind the semicolon. */
function refuseError(context: Refine, input: unknown, error: string): void {
  // What people wrote stands in the message and may hold a semicolon of its own.
  const at = error.lastIndexOf('; ');
  if (at === -1) refuse(context, input, error);
  else refuse(context, input, error.slice(0, at), error.slice(at + 2));
}

const EXAMPLES: Readonly<Record<StandardResource, string>> = {
  cpu: '500m',
  memory: '256Mi',
  disk: '2Gi',
  bandwidth: '10Mbit',
  bandwidthIn: '10Mbit',
  bandwidthOut: '2Mbit',
};

export function amount(resource: string, description: string) {
  const example = isStandardResource(resource) ? EXAMPLES[resource] : '1';
  return z
    .union([z.string(), z.number()], { error: `must be an amount such as ${example}` })
    .superRefine((value, context) => {
      if (typeof value === 'number' && value > QUANTITY_MAX) return refuse(context, value, 'is too large');
      const read = parseQuantity(resource, value);
      if (typeof read !== 'number') refuseError(context, value, read.error);
      else if (read === 0) refuse(context, value, 'must be more than 0', `write e.g. ${example}`);
    })
    .meta({ description, examples: [example] });
}

export function deviceAmount(description: string) {
  return z
    .union([z.string(), z.number()], { error: 'must be an amount such as 1 or 500m' })
    .superRefine((value, context) => {
      const read = parseDevices(value);
      if (typeof read !== 'number') refuseError(context, value, read.error);
    })
    .meta({ description, examples: ['1', '500m'] });
}

export function duration(description: string) {
  return z
    .string({ error: 'must be a duration with its unit, such as 30s or 10m' })
    .superRefine((value, context) => {
      const read = parseDuration(value);
      if (typeof read !== 'number') refuseError(context, value, read.error);
    })
    .meta({ description, examples: ['30s', '10m', '2h'] });
}

export function location(description: string) {
  return z
    .string({ error: 'must be a text such as "-37.81,144.96"' })
    .superRefine((value, context) => {
      if (parseLocation(value)) return;
      refuse(context, value, 'must be latitude and longitude in degrees', 'write e.g. "-37.81,144.96"');
    })
    .meta({ description });
}

export function milliseconds(twin: string) {
  return z
    .int({ error: 'must be whole milliseconds' })
    .min(0)
    .max(DURATION_MS_MAX)
    .meta({ description: `The same as \`${twin}\`, as a number of milliseconds.` });
}

/** Numbers and booleans are taken as they are written, so that `PORT: 8080` and `[sleep, 5]` need no quotes. */
export function plainText(description: string) {
  return z
    .union([z.string(), z.number(), z.boolean()], { error: 'must be a text' })
    .superRefine((value, context) => {
      if (typeof value === 'string') checkText(value, context);
    })
    .meta({ description });
}

export function text(description: string) {
  return z
    .string({ error: 'must be a text' })
    .superRefine((value, context) => checkText(value, context))
    .meta({ description });
}

function checkText(value: string, context: Refine): void {
  if (value.includes('\0')) refuse(context, value, 'must not contain a NUL character');
  else if (/\p{Surrogate}/u.test(value)) refuse(context, value, 'must be whole Unicode: it has half a pair');
}

const NAME_FORM = 'use 1 to 63 of a-z, 0-9 and inner dashes';

/** A DNS label, as a value. */
export function name(description: string) {
  return z
    .string({ error: 'must be a name' })
    .superRefine((value, context) => {
      if (!isName(value)) refuse(context, value, `must be a name, not ${JSON.stringify(value)}`, NAME_FORM);
    })
    .meta({ description, pattern: NAME_PATTERN });
}

/** A workload: its name in this stack, or "stack/workload". */
export function workloadName(description: string) {
  return z
    .string({ error: 'must be a name' })
    .superRefine((value, context) => {
      const parts = value.split('/');
      if (parts.length <= 2 && parts.every(isName)) return;
      const how = 'write WORKLOAD or STACK/WORKLOAD';
      refuse(context, value, `must name a workload, not ${JSON.stringify(value)}`, how);
    })
    .meta({ description });
}

const NAME_PATTERN = '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$';

/** A map whose keys have a form. Keys are checked even when values are wrong. */
export function mapOf<Value extends z.ZodType>(value: Value, keys: KeyForm, description: string) {
  return z
    .record(z.string().meta({ pattern: keys.pattern.source }), value, { error: 'must be a map' })
    .superRefine(
      (map, context) => {
        for (const key of Object.keys(map)) {
          if (keys.pattern.test(key)) continue;
          const params = { isKey: true, suggestion: keys.suggestion };
          context.addIssue({ code: 'custom', path: [key], input: key, message: keys.error, params });
        }
      },
      { when: ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value) },
    )
    .meta({ description });
}

export type KeyForm = { readonly pattern: RegExp; readonly error: string; readonly suggestion: string };

export const NAMES: KeyForm = {
  pattern: new RegExp(NAME_PATTERN),
  error: 'is not a name',
  suggestion: NAME_FORM,
};

export const VARIABLES: KeyForm = {
  pattern: /^[^=\s\0]{1,255}$/,
  error: 'is not a name of a variable',
  suggestion: 'use letters, digits and _',
};

/** Of a site, a region, a node or a label. */
export const VALUES: KeyForm = {
  pattern: /^[^\0]{1,253}$/,
  error: 'is not a value of a label',
  suggestion: 'use 1 to 253 characters',
};

export const SELECTORS: KeyForm = {
  pattern: /^[A-Za-z0-9][-\w.]{0,62}(\/[A-Za-z0-9][-\w. ]{0,62})?$/,
  error: 'does not name devices',
  suggestion: 'write a class such as gpu, a class/model such as gpu/t4, or the name of one device',
};

/** Of a label, an attribute or a taint. */
export const KEY_PATTERN = /^[A-Za-z0-9][-\w./]{0,62}$/;

export function labelKey(description: string) {
  return z
    .string({ error: 'must be a text' })
    .regex(KEY_PATTERN, { error: 'must be a key such as tier or example.com/tier' })
    .meta({ description });
}

export function expression(description: string) {
  return z
    .string({ error: 'must be an expression in quotes' })
    .superRefine((value, context) => {
      if (value.trim() === '')
        refuse(context, value, 'must not be empty', `write e.g. "node.arch == 'arm64'"`);
      if (value.length > LIMITS.expressionLength) {
        const message = `must not be longer than ${LIMITS.expressionLength} characters`;
        refuse(context, value, message, 'split it into several');
      }
    })
    .meta({ description });
}
