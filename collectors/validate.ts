import { Ajv, type AnySchema } from 'ajv';
import { InvalidPayload } from './invalidPayload.ts';

const ajv = new Ajv({ strict: true, strictTypes: false, strictTuples: false, allowUnionTypes: true });

const EXCERPT = 160;

/**
 * Compiles a schema to a check that hands the data on with its type, which the caller vouches for.
 *
 * @throws InvalidPayload (from the check) naming the first place that is wrong, with a short excerpt.
 */
export function createValidator<Raw>(schema: AnySchema): (data: unknown, path: string) => Raw {
  const check = ajv.compile(schema);
  return (data, path) => {
    if (check(data)) return data as Raw;
    const [fault] = check.errors ?? [];
    const text = JSON.stringify(data) ?? String(data);
    const excerpt = text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
    throw new InvalidPayload(`${path}: ${fault?.instancePath || 'the payload'} ${fault?.message}: ${excerpt}`);
  };
}
