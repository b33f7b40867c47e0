import type { ErrorObject } from 'ajv';

/** The value at these paths may be a secret, or hold one, even when it has the wrong type. */
const secretPaths = ['', 'api', 'redis', 'redis.url', 'relay', 'relay.url'];
const secretLists = ['apiKeys', 'api.accessKeys'];

/** A longer list would only hide its beginning. */
const mostFaults = 30;

/**
 * Turns ajv's errors into lines that a person can act on: the path, what is accepted, and the value, shortened (never a secret one).
 * @param variables by path, the environment variable that gave the value
 */
export function faultsOf(errors: readonly ErrorObject[], variables: ReadonlyMap<string, string>): string[] {
  return [...new Set(errors.flatMap((error) => linesOf(error, variables)))];
}

/** The first 30 faults, and how many more there are. */
export function firstFaults(faults: readonly string[]): string[] {
  const more = faults.length - mostFaults;
  return more <= 0 ? [...faults] : [...faults.slice(0, mostFaults), `and ${more} more`];
}

/** `api.port`, `pairs[2]`; a key with unusual characters is quoted, a long one shortened. */
export function joinPath(parent: string, key: string | number): string {
  if (typeof key === 'number') return `${parent}[${key}]`;
  const word = /^[\w$-]{1,40}$/.test(key) ? key : shorten(key);
  return parent === '' ? word : `${parent}.${word}`;
}

/** `api.port (API_PORT)` when an environment variable gave the value. */
export function named(path: string, variables: ReadonlyMap<string, string>): string {
  const variable = [...variables].find(([at]) => path === at || path.startsWith(`${at}[`))?.[1];
  const place = path === '' ? 'the file' : path;
  return variable === undefined ? place : `${place} (${variable})`;
}

function linesOf(error: ErrorObject, variables: ReadonlyMap<string, string>): string[] {
  const path = pathOf(error.instancePath);
  const place = named(path, variables);
  const { errorMessage, properties } = error.parentSchema ?? {};
  if (error.keyword === 'additionalProperties') {
    // In a list of secrets even the name of a misplaced key may be a secret.
    const key = isInSecretList(path) ? path : joinPath(path, String(error.params.additionalProperty));
    const kind = /(?:^|\.)feeds$/.test(path) ? 'unknown feed' : 'unknown key';
    return [`${key}: ${kind}; accepted: ${Object.keys(properties ?? {}).join(', ')}`];
  }
  if (error.keyword === 'required') return [`${joinPath(path, String(error.params.missingProperty))}: is required`];
  if (error.keyword === 'uniqueItems') return duplicatesOf(path, error.data, variables);
  const got = isSecret(path, error.data) ? '' : ` (got ${shorten(error.data)})`;
  return [`${place}: ${String(errorMessage)}${got}`];
}

function duplicatesOf(path: string, list: unknown, variables: ReadonlyMap<string, string>): string[] {
  const firstAt = new Map<unknown, number>();
  const lines: string[] = [];
  for (const [index, item] of Array.isArray(list) ? list.entries() : []) {
    const key = typeof item === 'object' ? JSON.stringify(item) : item;
    const first = firstAt.get(key);
    if (first === undefined) firstAt.set(key, index);
    else {
      const got = isSecret(path, item) ? '' : ` (got ${shorten(item)})`;
      lines.push(`${named(joinPath(path, index), variables)}: is the same as ${joinPath(path, first)}${got}`);
    }
  }
  return lines;
}

function isSecret(path: string, value: unknown): boolean {
  const isUrlWithUser = typeof value === 'string' && value.includes('@');
  return isUrlWithUser || secretPaths.includes(path) || isInSecretList(path);
}

function isInSecretList(path: string): boolean {
  return secretLists.some((list) => path.startsWith(list));
}

function pathOf(pointer: string): string {
  let path = '';
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path = joinPath(path, /^\d+$/.test(key) ? Number(key) : key);
  }
  return path;
}

function shorten(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length <= 40 ? value : `${value.slice(0, 40)}…`);
}
