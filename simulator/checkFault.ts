import { validateHeaderName, validateHeaderValue } from 'node:http';
import { answerFaultKinds } from './answerFault.ts';
import { type Fault, faultKinds } from './faults.ts';
import { marketNames } from './market.ts';
import { badFrames, streamFaultKinds } from './streamFault.ts';
import { routes } from './streams/route.ts';

const shared = ['kind', 'market', 'symbol', 'times', 'forMs', 'status', 'retryAfter', 'delayMs'];
const ofAnswers: readonly string[] = [...shared, 'path', 'body', 'headers', 'everyMs', 'ageMs'];
const ofStreams: readonly string[] = [...shared, 'stream', 'sockets', 'code', 'seconds', 'frame', 'route'];
const numbers = ['times', 'forMs', 'status', 'retryAfter', 'everyMs', 'delayMs', 'ageMs', 'sockets', 'code', 'seconds'];
const texts = ['path', 'symbol', 'stream'];

/** Checks a fault that came as JSON; the error's message names the field and what is accepted. */
export function checkFault(value: unknown): Fault {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RangeError('a fault is a JSON object');
  const fields: Record<string, unknown> = { ...value };
  const { kind } = fields;
  const answerKind = answerFaultKinds.find((name) => name === kind);
  const streamKind = streamFaultKinds.find((name) => name === kind);
  if (answerKind === undefined && streamKind === undefined) {
    throw new RangeError(`kind must be one of ${faultKinds.join(', ')}`);
  }
  checkFields(fields, streamKind === undefined ? ofAnswers : ofStreams);
  const { frame, market: marketName, route: routeName, ...rest } = fields;
  const market = oneOf('market', marketName, marketNames);
  if (answerKind !== undefined) {
    checkRange(fields.status, 'status', 200, 599);
    checkHeaders(fields.headers ?? {});
    return { ...rest, ...(market && { market }), kind: answerKind };
  }
  checkRange(fields.status, 'status', 400, 599);
  checkCode(fields.code ?? 1000);
  const [badFrame, route] = [oneOf('frame', frame, badFrames), oneOf('route', routeName, routes)];
  return {
    ...rest,
    kind: streamKind ?? 'stream-silent',
    ...(market && { market }),
    ...(route && { route }),
    ...(badFrame && { frame: badFrame }),
  };
}

/** One of some names, or none at all. */
function oneOf<Name extends string>(field: string, value: unknown, names: readonly Name[]): Name | undefined {
  const found = names.find((name) => name === value);
  if (value !== undefined && found === undefined) throw new RangeError(`${field} must be one of ${names.join(', ')}`);
  return found;
}

function checkFields(fields: Record<string, unknown>, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new RangeError(`unknown field "${unknown}"; known are ${known.join(', ')}`);
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
}

function checkRange(value: unknown, name: string, least: number, most: number): void {
  if (value === undefined || (Number(value) >= least && Number(value) <= most)) return;
  throw new RangeError(`${name} must be a whole number from ${least} to ${most}`);
}

/** Codes that a close frame may have. */
function checkCode(code: unknown): void {
  const isFine = [1000, 1001, 1002, 1003].includes(Number(code)) || (Number(code) >= 1007 && Number(code) <= 1014);
  if (isFine || (Number(code) >= 3000 && Number(code) <= 4999)) return;
  throw new RangeError('code must be 1000 to 1003, 1007 to 1014, or 3000 to 4999');
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
