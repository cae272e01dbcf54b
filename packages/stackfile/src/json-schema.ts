import { z } from 'zod';
import { stackForm } from './schema.js';

/** The JSON Schema (draft 7, what editors understand) of a stack file, from the schema that checks. */
export function stackJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(stackForm, { target: 'draft-7', io: 'input' });
}
