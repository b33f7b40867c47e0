import { type Market, marketNames } from '../../../markets/markets.js';
import { PAIR_CODE } from '../../../markets/pairCode.ts';

/** What the name of a snapshot's file says. */
export interface SnapshotName {
  readonly market: Market;
  readonly code: string;
  /** Exchange-clock ms. */
  readonly at: number;
}

/** As messages describe such names. */
export const SNAPSHOT_NAME = '<market>-<code>-<UTC time>.json, such as spot-btcusdt-20261127T184500.123Z.json';

const FORM = /^([a-z]+)-(.+)-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d\.\d{3})Z\.json$/u;

/** Without colons, which not every file system takes. Of one pair the order of names is the order of times. */
export const snapshotNameOf = ({ market, code, at }: SnapshotName): string =>
  `${market}-${code}-${new Date(at).toISOString().replaceAll(/[-:]/g, '')}.json`;

/** What a file's name says; null: it is none of a snapshot. No name that passes leads out of its folder. */
export function parseSnapshotName(name: string): SnapshotName | null {
  const [, first, code = '', year, month, day, hour, minute, second] = FORM.exec(name) ?? [];
  const market = marketNames.find((one) => one === first);
  if (market === undefined || !PAIR_CODE.test(code)) return null;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(at)) return null;
  const parsed = { market, code, at };
  // The 31st of June would count as the first of July.
  return snapshotNameOf(parsed) === name ? parsed : null;
}
