import { CollectorError } from '../../../runtime/errors.ts';
import { type Problem, type ProblemCode, problemOf } from './problems.ts';

/** What an error may carry beside its code and detail. */
export interface ApiErrorOptions {
  readonly parameter?: string;
  readonly accepted?: string | readonly (string | number)[];
  /** Response headers, such as Retry-After. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the answer. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** An answer that is an error. Routes throw it, and the app's error handler sends it. The caller sees `message`. */
export class ApiError extends CollectorError {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, options: ApiErrorOptions = {}) {
    super(code, detail, { cause: options.cause });
    const { parameter, accepted, members = {}, headers = {} } = options;
    this.problem = {
      ...problemOf(code, detail),
      ...(parameter === undefined ? {} : { parameter }),
      ...(accepted === undefined ? {} : { accepted }),
      ...members,
    };
    this.headers = headers;
  }
}
