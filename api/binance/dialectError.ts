import { CollectorError } from '../../runtime/errors.ts';

/** What an error may have beside number and message. */
export interface DialectErrorOptions {
  readonly status?: number;
  readonly retryAfterS?: number;
  readonly endsConnection?: boolean;
  readonly cause?: unknown;
}

/** An answer in Binance's form of an error, `{"code":-1121,"msg":"Invalid symbol."}`. */
export class DialectError extends CollectorError {
  /** Of HTTP. */
  readonly status: number;
  /** Binance's number of the error. */
  readonly exchangeCode: number;
  /** Seconds after which it is worth asking again; undefined: nobody knows. */
  readonly retryAfterS: number | undefined;
  /** Each further try costs the caller a new connection. */
  readonly endsConnection: boolean;

  constructor(exchangeCode: number, message: string, options: DialectErrorOptions = {}) {
    const { status = 400, retryAfterS, endsConnection = false, cause } = options;
    super('dialect', message, { cause });
    this.status = status;
    this.exchangeCode = exchangeCode;
    this.retryAfterS = retryAfterS;
    this.endsConnection = endsConnection;
  }

  /** As it is sent. */
  get body(): string {
    return JSON.stringify({ code: this.exchangeCode, msg: this.message });
  }
}

/** What Binance refuses a request with, in its own numbers and words: https://developers.binance.com/docs/binance-spot-api-docs/errors */
export const refused = {
  unsupported: (message: string, status = 404) => new DialectError(-1020, message, { status }),
  startAfterEnd: () => new DialectError(-1023, 'Start time is greater than end time.'),
  illegalCharacters: (name: string, range: string) =>
    new DialectError(-1100, `Illegal characters found in parameter '${name}'; legal range is '${range}'.`),
  duplicateParameter: () => new DialectError(-1101, 'Duplicate values for a parameter detected.'),
  tooManySymbols: (most: number, sent: number) =>
    new DialectError(-1101, `Too many symbols; expected at most '${most}' and received '${sent}'.`),
  missing: (name: string) =>
    new DialectError(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  missingOne: (names: readonly string[]) =>
    new DialectError(
      -1102,
      `Param ${names.map((name) => `'${name}'`).join(' or ')} must be sent, but both were empty/null!`,
    ),
  unread: (read: number, sent: number) =>
    new DialectError(
      -1104,
      `Not all sent parameters were read; read '${read}' parameter(s) but was sent '${sent}' parameter(s).`,
    ),
  empty: (name: string) => new DialectError(-1105, `Parameter '${name}' was empty.`),
  badContractType: () => new DialectError(-1119, 'Invalid contractType.'),
  badInterval: () => new DialectError(-1120, 'Invalid interval.'),
  badSymbol: (what = 'symbol') => new DialectError(-1121, `Invalid ${what}.`),
  badSymbolStatus: () => new DialectError(-1122, 'Invalid symbolStatus.'),
  tooLongSpan: () => new DialectError(-1127, 'Lookup interval is too big.'),
  badCombination: () => new DialectError(-1128, 'Combination of optional parameters invalid.'),
  badValue: (name: string) => new DialectError(-1130, `Data sent for parameter '${name}' is not valid.`),
  badRequest: (why: string) => new DialectError(-1135, why),
  badTickerType: () => new DialectError(-1139, 'Invalid ticker type.'),
  repeatedSymbol: () => new DialectError(-1151, 'Symbol is present multiple times in the list.'),
  notAsSbe: () => new DialectError(-1155, 'SBE is not enabled.'),
  badTimeUnit: () => new DialectError(-1194, 'Invalid timeUnit; times are in milliseconds here.'),
  missingKey: (message: string) => new DialectError(-2014, message, { status: 401 }),
  rejectedKey: (message: string) => new DialectError(-2015, message, { status: 401 }),
  badDepthLimit: (limit: number) => new DialectError(-4021, `${limit} is not valid depth limit.`),
};

/** What clients take for passing and ask again: not to be answered now, for the reason given. */
export const unavailable = (why: string, cause?: unknown): DialectError =>
  new DialectError(-1001, why, { status: 503, cause });

/** No weight is left. @param why a sentence that follows Binance's own words */
export const tooManyRequests = (why: string, retryAfterS: number): DialectError =>
  new DialectError(-1003, `Too much request weight used; ${why}`, { status: 429, retryAfterS });
