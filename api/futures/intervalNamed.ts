/** The one of some lengths of candles or periods that a caller means. Of capitals only those are read that mean nothing else: m is a minute, M a month. */
export const intervalNamed = (text: string, names: readonly string[]): string | undefined =>
  names.find((name) => name === text) ??
  names.find((name) => name === text.replace(/[HDW]$/, (unit) => unit.toLowerCase()));
