/** How Binance wants several symbols: as a JSON array without spaces. */
export const symbolList = (symbols: readonly string[]): string => JSON.stringify(symbols);
