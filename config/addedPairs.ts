/** The pairs of a market that an edit adds. Only these are judged: of the others it is known already whether the exchange lists them. */
export const addedPairs = (next: readonly string[], previous: readonly string[]): string[] =>
  next.filter((code) => !previous.includes(code));
