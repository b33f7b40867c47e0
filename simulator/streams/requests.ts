/** Streams that one socket may have. */
export const MOST_STREAMS = 1024;

/** What a client may ask of its socket. */
export interface Subscriptions {
  readonly names: ReadonlySet<string>;
  isCombined(): boolean;
  setCombined(isCombined: boolean): void;
  subscribe(names: readonly string[]): void;
  unsubscribe(names: readonly string[]): void;
  /** What happens to a socket that asks for too many, beside the refusal. */
  tooMany?(): void;
}

/** A refusal in the exchange's words. */
class Refusal extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const METHODS = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY'] as const;

/** Does what a client's message asks for, and answers it. */
export function answerRequest(text: string, subscriptions: Subscriptions): string {
  let id: unknown = null;
  try {
    const request = readRequest(text);
    id = readId(request.id);
    return JSON.stringify({ result: obey(request, text, subscriptions), id });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return JSON.stringify({ code: error.code, msg: error.message, ...(id !== null && { id }) });
  }
}

function readRequest(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(3, 'Invalid JSON: expected value at line 1 column 1');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(2, 'Invalid request: expected an object at line 1 column 1');
  }
  return { ...value };
}

/** A whole number, a short text, or none. */
function readId(id: unknown): unknown {
  if (id === undefined || id === null) return null;
  if (Number.isInteger(id) || (typeof id === 'string' && /^[A-Za-z0-9-_]{1,36}$/.test(id))) return id;
  throw new Refusal(2, 'Invalid request: request ID must be an unsigned integer');
}

function obey({ method, params }: Record<string, unknown>, text: string, subscriptions: Subscriptions): unknown {
  switch (method) {
    case undefined:
      throw new Refusal(2, `Invalid request: missing field \`method\` at line 1 column ${text.length}`);
    case 'SUBSCRIBE': {
      const names = readNames(params);
      if (new Set([...subscriptions.names, ...names]).size > MOST_STREAMS) {
        subscriptions.tooMany?.();
        throw new Refusal(2, `Invalid request: too many streams; a connection has at most ${MOST_STREAMS}`);
      }
      subscriptions.subscribe(names);
      return null;
    }
    case 'UNSUBSCRIBE':
      subscriptions.unsubscribe(readNames(params));
      return null;
    case 'LIST_SUBSCRIPTIONS':
      return [...subscriptions.names];
    case 'SET_PROPERTY': {
      const [, value] = readProperty(params, 2);
      if (typeof value !== 'boolean') throw new Refusal(1, 'Invalid value type: expected Boolean');
      subscriptions.setCombined(value);
      return null;
    }
    case 'GET_PROPERTY':
      readProperty(params, 1);
      return subscriptions.isCombined();
  }
  const known = METHODS.map((name) => `\`${name}\``).join(', ');
  throw new Refusal(2, `Invalid request: unknown variant \`${method}\`, expected one of ${known} at line 1 column 11`);
}

function readNames(params: unknown): string[] {
  const isList = Array.isArray(params) && params.every((name) => typeof name === 'string');
  if (!isList) throw new Refusal(2, 'Invalid request: params must be a list of strings');
  return params;
}

function readProperty(params: unknown, count: number): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(params) ? params : [];
  if (list.length > count) throw new Refusal(2, 'Invalid request: too many parameters');
  const [name] = list;
  if (typeof name !== 'string') throw new Refusal(2, 'Invalid request: property name must be a string');
  if (name !== 'combined') throw new Refusal(0, 'Unknown property');
  return list;
}
