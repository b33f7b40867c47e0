import { collectors } from '../../markets/markets.js';

/** Collectors of rows that can be missing: those a ledger of gaps is kept of. */
export const seriesCollectors = collectors.filter(({ row }) => row.shape === 'series');
