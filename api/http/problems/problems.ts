/**
 * THE TABLE of errors a caller can meet: stable `error` code → HTTP status, title, and what the caller can do.
 * docs/http-api.md and the OpenAPI document list exactly these.
 */
export const problems = {
  'missing-parameter': {
    status: 400,
    title: 'A required parameter is missing',
    remedy: 'Add the parameter that the answer names.',
  },
  'repeated-parameter': {
    status: 400,
    title: 'A parameter is given more than once',
    remedy: 'Send the parameter once.',
  },
  'invalid-parameter': {
    status: 400,
    title: 'A parameter has a value that is not accepted',
    remedy: 'Send one of the values that the answer lists as accepted.',
  },
  'malformed-request': {
    status: 400,
    title: 'The request is not well-formed HTTP',
    remedy: 'Correct the client: the request could not be read.',
  },
  unauthorized: {
    status: 401,
    title: 'An access key is needed',
    remedy: 'Send one of the keys of api.accessKeys as X-API-Key, as X-MBX-APIKEY, or in the path as /k/<key>/….',
  },
  'foreign-page': {
    status: 403,
    title: 'A web page of another site asks',
    remedy: 'Add the origin of the page to api.cors in CONFIG.json.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing at this path',
    remedy: 'See /openapi.json for the paths there are.',
  },
  'market-not-configured': {
    status: 404,
    title: 'The market is not collected',
    remedy: 'Add the key that the answer names to CONFIG.json, or ask for one of the markets that the answer lists.',
  },
  'pair-not-configured': {
    status: 404,
    title: 'The pair is not collected',
    remedy: 'Add the pair to CONFIG.json, or ask for one of the pairs that the answer lists.',
  },
  'unknown-exchange': {
    status: 404,
    title: 'The exchange is not served',
    remedy: 'Ask for one of the exchanges that the answer lists; /exchanges says what each has.',
  },
  'unknown-symbol': {
    status: 404,
    title: 'The exchange lists no such symbol',
    remedy: 'Ask for a symbol that the exchange lists; the answer names those that are collected.',
  },
  'unknown-snapshot': {
    status: 404,
    title: 'There is no such snapshot',
    remedy: 'Ask for a file that /analytics/snapshots lists.',
  },
  'feed-disabled': {
    status: 404,
    title: 'The feed is not collected',
    remedy: 'Enable the feed or interval in CONFIG.json, or ask for one of the types that the answer lists.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Only GET and HEAD are allowed',
    remedy: 'Send GET or HEAD.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive',
    remedy: 'Send the whole request within ten seconds.',
  },
  'expectation-failed': {
    status: 417,
    title: 'The expectation cannot be met',
    remedy: 'Leave the Expect header out.',
  },
  'foreign-host': {
    status: 421,
    title: 'The request is meant for another host',
    remedy: 'Ask by IP address or as localhost, or add the name to api.hosts in CONFIG.json.',
  },
  'unreadable-snapshot': {
    status: 422,
    title: 'The file is no snapshot that can be read',
    remedy:
      'Ask for a file that /analytics/snapshots lists under snapshots. The answer says what is wrong with this one.',
  },
  'too-many-wrong-keys': {
    status: 429,
    title: 'Too many wrong access keys came from this address',
    remedy: 'Correct the key. A right one is accepted at once, a wrong one after the seconds in Retry-After.',
  },
  throttled: {
    status: 429,
    title: 'The exchange may not be asked for more now',
    remedy: 'Ask again after the seconds in Retry-After. What is stored is answered all the time.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The request line and headers are too long',
    remedy: 'Keep the request line and headers below 48 kB together.',
  },
  internal: {
    status: 500,
    title: 'The API failed',
    remedy: 'Report it: this is a defect. The log has the details.',
  },
  'not-implemented': {
    status: 501,
    title: 'The transfer encoding is not known',
    remedy: 'Send no Transfer-Encoding other than chunked; better, send no body.',
  },
  'exchange-refused': {
    status: 502,
    title: 'The exchange refuses what it was asked for',
    remedy: "See the exchange's own number and words in the answer.",
  },
  'redis-unavailable': {
    status: 503,
    title: 'The data cannot be read now',
    remedy: 'Ask again after the seconds in Retry-After. The API recovers by itself once Redis answers.',
  },
  unavailable: {
    status: 503,
    title: 'It cannot be answered now',
    remedy: 'Ask again after the seconds in Retry-After.',
  },
  'not-stored': {
    status: 503,
    title: 'It is not stored, and the exchange is not asked',
    remedy: 'Ask for what the answer names as collected, or set callers.share in CONFIG.json above 0.',
  },
  'no-room': {
    status: 503,
    title: 'There is no room for another stream of events',
    remedy: 'Follow several topics by one stream, and close those that nobody reads.',
  },
  'not-ready': {
    status: 503,
    title: 'Something that should be fresh is stale',
    remedy: 'See the list in the answer, and /health for the reasons. Only /ready answers so.',
  },
  'not-built': {
    status: 503,
    title: 'A part of this page is not there',
    remedy: 'Run npm run build where the API was installed, with its development packages. /openapi.json needs none.',
  },
} as const satisfies Record<string, { status: number; title: string; remedy: string }>;

export type ProblemCode = keyof typeof problems;

/** The body of an error answer, RFC 9457, served as application/problem+json. */
export interface Problem {
  /** Identifies the error by the place in the project's documents that describes it. The API does not serve this path. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What is wrong with this very request. */
  readonly detail: string;
  /** The stable code from the table, which programs compare. */
  readonly error: ProblemCode;
  /** The request parameter at fault. */
  readonly parameter?: string;
  /** The values that the parameter accepts. */
  readonly accepted?: string | readonly (string | number)[];
}

/** The problem as it is sent, without the members that only some problems have. */
export function problemOf(error: ProblemCode, detail: string): Problem {
  const { status, title } = problems[error];
  return { type: `/docs/http-api.md#${error}`, title, status, detail, error };
}
