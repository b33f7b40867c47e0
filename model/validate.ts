import { Ajv, type AnySchema } from 'ajv';
import { excerptOf, InvalidPayload } from './invalidPayload.ts';

const ajv = new Ajv({ strict: true, strictTypes: false, strictTuples: false, allowUnionTypes: true });

/**
 * Compiles a schema to a check that hands the data on with its type, which the caller vouches for. `what` names the data.
 *
 * @throws InvalidPayload (from the check) naming the first place that is wrong, with a short excerpt.
 */
export function createValidator<Raw>(schema: AnySchema): (data: unknown, what: string) => Raw {
  const check = ajv.compile(schema);
  return (data, what) => {
    if (check(data)) return data as Raw;
    const [fault] = check.errors ?? [];
    throw new InvalidPayload(`${what}: ${fault?.instancePath || 'the payload'} ${fault?.message}: ${excerptOf(data)}`);
  };
}

/** The list that a payload is, or holds under a name. @throws InvalidPayload where it is none */
export function listOf(data: unknown, path: string, name = 'the payload'): readonly unknown[] {
  if (Array.isArray(data)) return data;
  throw new InvalidPayload(`${path}: ${name} must be a list: ${excerptOf(data)}`);
}
