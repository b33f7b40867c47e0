import { CollectorError } from '../../runtime/errors.ts';
import type { RefusalCause } from '../state/counts/socketCounts.ts';

/** What an HTTP answer says of each cause, unless the refusal itself says otherwise. */
const STATUS: Readonly<Record<RefusalCause, number>> = {
  'bad-request': 400,
  'not-found': 404,
  unauthorized: 401,
  foreign: 403,
  'bad-stream': 400,
  'too-many-attempts': 429,
  'too-many-sockets': 429,
  full: 503,
  gone: 503,
  away: 503,
};

export interface RefusalOptions {
  /** Of HTTP. */
  readonly status?: number;
  /** Seconds after which it is worth trying again. */
  readonly retryAfterS?: number;
  readonly cause?: unknown;
}

/** A wish for a socket that is not granted. Each kind of sockets says it in its own form. */
export class Refusal extends CollectorError {
  declare readonly code: RefusalCause;
  readonly status: number;
  readonly retryAfterS: number | undefined;

  constructor(code: RefusalCause, message: string, options: RefusalOptions = {}) {
    super(code, message, { cause: options.cause });
    this.status = options.status ?? STATUS[code];
    this.retryAfterS = options.retryAfterS;
  }
}
