import type { AnySchema } from 'ajv';
import { createLateChecks } from '../runtime/lateChecks.ts';
import { excerptOf, InvalidPayload } from './invalidPayload.ts';

const lateCheck = createLateChecks({ strict: true, strictTypes: false, strictTuples: false, allowUnionTypes: true });

/**
 * Makes a check of a schema that hands the data on with a type; the caller is responsible for choosing the type that fits the schema. `what`
 * names the data in messages.
 *
 * @throws InvalidPayload (from the check) that names the first wrong place, with a short excerpt
 */
export function createValidator<Raw>(schema: AnySchema): (data: unknown, what: string) => Raw {
  const checkOf = lateCheck<Raw>(schema);
  return (data, what) => {
    const check = checkOf();
    if (check(data)) return data;
    const [fault] = check.errors ?? [];
    throw new InvalidPayload(`${what}: ${fault?.instancePath || 'the payload'} ${fault?.message}: ${excerptOf(data)}`);
  };
}

/** The payload itself, or what it holds under a name, as a list. @throws InvalidPayload if it is not a list */
export function listOf(data: unknown, path: string, name = 'the payload'): readonly unknown[] {
  if (Array.isArray(data)) return data;
  throw new InvalidPayload(`${path}: ${name} must be a list: ${excerptOf(data)}`);
}
