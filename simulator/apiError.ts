/** An answer of Binance's error form, `{"code":-1121,"msg":"Invalid symbol."}`. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: number;
  constructor(code: number, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The parameter faults the endpoints answer, by Binance's codes. */
export const apiErrors = {
  startAfterEnd: () => new ApiError(-1023, 'Start time is greater than end time.'),
  illegalCharacters: (name: string, range: string) =>
    new ApiError(-1100, `Illegal characters found in parameter '${name}'; legal range is '${range}'.`),
  duplicateParameter: () => new ApiError(-1101, 'Duplicate values for a parameter detected.'),
  missing: (name: string) =>
    new ApiError(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  tooManySymbols: (most: number, sent: number) =>
    new ApiError(-1101, `Too many symbols; expected at most '${most}' and received '${sent}'.`),
  oneOf: (one: string, other: string) =>
    new ApiError(-1102, `Param '${one}' or '${other}' must be sent, but both were empty/null!`),
  unread: (read: number, sent: number) =>
    new ApiError(
      -1104,
      `Not all sent parameters were read; read '${read}' parameter(s) but was sent '${sent}' parameter(s).`,
    ),
  empty: (name: string) => new ApiError(-1105, `Parameter '${name}' was empty.`),
  badInterval: () => new ApiError(-1120, 'Invalid interval.'),
  badSymbol: () => new ApiError(-1121, 'Invalid symbol.'),
  badSymbolStatus: () => new ApiError(-1122, 'Invalid symbolStatus.'),
  tooLongSpan: () => new ApiError(-1127, 'Lookup interval is too big.'),
  badCombination: () => new ApiError(-1128, 'Combination of optional parameters invalid.'),
  badValue: (name: string) => new ApiError(-1130, `Data sent for parameter '${name}' is not valid.`),
  badTickerType: () => new ApiError(-1139, 'Invalid ticker type.'),
  repeatedSymbol: () => new ApiError(-1151, 'Symbol is present multiple times in the list.'),
  badTimeUnit: () => new ApiError(-1194, 'Invalid value for time unit; expected either MICROSECOND or MILLISECOND.'),
  wrongStatus: () => new ApiError(-1220, 'The symbol is not in the requested status.'),
  badKeyFormat: () => new ApiError(-2014, 'API-key format invalid.', 401),
  rejectedKey: () => new ApiError(-2015, 'Invalid API-key, IP, or permissions for action.', 401),
  badDepthLimit: (limit: number) => new ApiError(-4021, `${limit} is not valid depth limit.`),
  tooOld: (window: string) => new ApiError(-4166, `Search window is restricted to recent ${window}.`),
};
