import { validateHeaderName, validateHeaderValue } from 'node:http';
import { type Fault, type FaultKind, faultKinds } from './faults.ts';

const numbers = ['times', 'forMs', 'status', 'retryAfter', 'everyMs', 'delayMs', 'ageMs'] as const;
const texts = ['path', 'symbol'] as const;
const known: readonly string[] = ['kind', 'body', 'headers', ...numbers, ...texts];

/** Checks a fault that came as JSON; the error's message names the field and what is accepted. */
export function checkFault(value: unknown): Fault {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RangeError('a fault is a JSON object');
  const fields: Record<string, unknown> = { ...value };
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new RangeError(`unknown field "${unknown}"; known are ${known.join(', ')}`);
  const kind = faultKinds.find((name) => name === fields.kind);
  if (kind === undefined) throw new RangeError(`kind must be one of ${faultKinds.join(', ')}`);
  for (const name of numbers) {
    const number = fields[name];
    if (number !== undefined && !(Number.isInteger(number) && Number(number) >= 0)) {
      throw new RangeError(`${name} must be a whole number from 0`);
    }
  }
  for (const name of texts) {
    if (fields[name] !== undefined && typeof fields[name] !== 'string')
      throw new RangeError(`${name} must be a string`);
  }
  const { status } = fields;
  if (status !== undefined && (Number(status) < 200 || Number(status) > 599)) {
    throw new RangeError('status must be a whole number from 200 to 599');
  }
  checkHeaders(fields.headers ?? {});
  return { ...fields, kind } satisfies { kind: FaultKind };
}

function checkHeaders(headers: unknown): void {
  const isObject = typeof headers === 'object' && headers !== null && !Array.isArray(headers);
  const sent = isObject
    ? Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => [name, one]))
    : [];
  try {
    for (const [name, value] of sent) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    if (isObject && sent.every(([, value]) => typeof value === 'string')) return;
  } catch {}
  throw new RangeError('headers must be an object of strings or lists of strings that HTTP allows in a header');
}
