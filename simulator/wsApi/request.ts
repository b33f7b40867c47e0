/** A request of the WebSocket API, read as far as its form goes. */
export interface WsRequest {
  /** As JSON. */
  readonly id: string;
  readonly method: string;
  /** The parameters in the form of REST. */
  readonly query: URLSearchParams;
  /** Absent: as the socket was opened. */
  readonly returnRateLimits?: boolean;
}

/** What is no request, in the exchange's words (measured by others, 2023 to 2026). */
export class NoRequest extends Error {
  /** As JSON. */
  readonly id: string;
  constructor(message: string, id = 'null') {
    super(message);
    this.id = id;
  }
}

/** Where none is needed, a signature is overlooked: some clients sign whatever they ask. */
const SIGNED_WITH = new Set(['apiKey', 'signature', 'timestamp', 'recvWindow']);

/** @throws NoRequest */
export function readRequest(text: string): WsRequest {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NoRequest('Invalid JSON request.');
  const { id, method, params = {} } = value as Readonly<Record<string, unknown>>;
  const told = readId(id);
  if (typeof method !== 'string') throw new NoRequest("Invalid 'method' in JSON request; expected a string.", told);
  if (typeof params !== 'object' || params === null || Array.isArray(params)) {
    throw new NoRequest("Invalid 'params' in JSON request; expected an object.", told);
  }
  const { returnRateLimits, ...rest } = params as Readonly<Record<string, unknown>>;
  const own = Object.entries(rest).filter(([name]) => !SIGNED_WITH.has(name));
  const query = new URLSearchParams(own.map(([name, one]): [string, string] => [name, textOf(one)]));
  return { id: told, method, query, ...(typeof returnRateLimits === 'boolean' && { returnRateLimits }) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NoRequest('Invalid JSON request.');
  }
}

function readId(id: unknown = null): string {
  if (id === null || Number.isInteger(id) || (typeof id === 'string' && /^[a-zA-Z0-9-_]{1,36}$/.test(id))) {
    return JSON.stringify(id);
  }
  const expected = "expected an integer, a string matching '^[a-zA-Z0-9-_]{1,36}$', or null.";
  throw new NoRequest(`Invalid 'id' in JSON request; ${expected}`);
}

const textOf = (value: unknown): string => {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
