import type { spot } from './spot.js';
import type { usdm } from './usdm.js';

/** Types that follow from the tables. */

export type SpotFeeds = (typeof spot)['feeds'];
export type UsdmFeeds = (typeof usdm)['feeds'];

/** The values that a setting of the table accepts in CONFIG.json. */
type ValueOf<Option> = Option extends { readonly minimum: number }
  ? number
  : Option extends { readonly accepted: readonly (infer Value)[] }
    ? Value
    : never;

/** The settings that a feed has beyond those of every feed. */
export type OptionsOf<Row> = Row extends { readonly options: infer Options }
  ? { readonly [Name in keyof Options]: ValueOf<Options[Name]> }
  : unknown;

/** The names of a market's feeds whose rows form series. */
export type SeriesOf<Feeds> = {
  [Feed in keyof Feeds]: Feeds[Feed] extends { readonly shape: 'series' } ? Feed : never;
}[keyof Feeds];
