import { INFO_OLD_AFTER_MS, type InfoMeta } from '../../../store/market/exchangeInfo.ts';

/** The whole exchangeInfo of a market, as /health shows it. */
export interface InfoHealth {
  /** Exchange-clock ms at which it was asked for. */
  readonly asOf: number;
  /** Number of symbols in it, and of those that were left out as they were not right. */
  readonly symbols: number;
  readonly leftOut: number;
  /** It is too old to be answered: the exchange is asked for it instead. */
  readonly stale: boolean;
}

/** Null: none is stored. @param now exchange-clock ms */
export function infoHealth(info: InfoMeta | null, now: number): InfoHealth | null {
  if (info === null) return null;
  const { asOf, rows, leftOut } = info;
  return { asOf, symbols: rows, leftOut, stale: isOldInfo(info, now) };
}

/** Whether it must not be answered any more. */
export const isOldInfo = ({ asOf }: Pick<InfoMeta, 'asOf'>, now: number): boolean => now - asOf >= INFO_OLD_AFTER_MS;
