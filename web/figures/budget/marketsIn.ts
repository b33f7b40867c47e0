/** What /health says of each market, by its name: what it says of spot stands beside the others. */
export const marketsIn = <Told extends object>(
  health: Told & { readonly markets?: Readonly<Record<string, Told>> },
): ReadonlyMap<string, Told> => new Map([['spot', health], ...Object.entries(health.markets ?? {})]);
