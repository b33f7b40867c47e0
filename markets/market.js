/**
 * What a market's table holds. Plain JavaScript: PM2's file and the set-up read the tables before anything is built.
 */

/** `decimal`: in quotes, exact; `objects`: a list of them. */
export const columnTypes = /** @type {const} */ (['integer', 'decimal', 'milliseconds', 'boolean', 'text', 'objects']);

/**
 * A field of a row as GetData shows it.
 * @typedef {object} Column
 * @property {string} name
 * @property {(typeof columnTypes)[number]} type
 * @property {string} says what it means, for the documents
 * @property {true} [signed] of a decimal: it may be below zero
 * @property {number} [places] of a decimal: most places after the point, where that is more than 8, the most that prices and quantities have
 * @property {true} [nullable] it is null where the exchange has none
 * @property {'first' | 'last' | 'max' | 'min' | 'total'} [sum] candles only: how it comes of those of shorter candles, in order of time
 */

/**
 * When a feed's period is made longer because not everything fits: lowest turn first, a second at a time, round after round.
 * @typedef {object} Stretch
 * @property {number} turn
 * @property {{ readonly turn: number, readonly seconds: number }} [early] before all that: alone, up to so many seconds
 */

/**
 * A setting of a feed in CONFIG.json beside `enabled` and `everySeconds`.
 * @typedef {{ readonly accepted: readonly string[], readonly default: string, readonly says: string }
 *   | { readonly minimum: number, readonly maximum: number, readonly default: number, readonly says: string }} Option
 */

/**
 * pair: one request for each pair · pairs: one request for up to `chunk` pairs; of a market with fewer pairs than `from` one for each, since so few
 * are cheaper · none: nothing can be asked for, as rows come by streams alone
 * @typedef {{ readonly ask: 'pair' | 'none', readonly chunk?: undefined, readonly from?: undefined }
 *   | { readonly ask: 'pairs', readonly chunk: number, readonly from?: number }} Asked
 */

/**
 * What every feed has.
 * @typedef {object} OfEveryFeed
 * @property {number} everySeconds default period
 * @property {false} [enabled] it is collected only where CONFIG.json says so; absent: unless CONFIG.json says otherwise
 * @property {Stretch} stretch
 * @property {Readonly<Record<string, Option>>} [options]
 * @property {readonly string[]} [streams] the exchange's streams of one pair that its rows come by, in the exchange's words; absent: it has none
 * @property {'stream'} [auto] what `transport: auto` means for it, since asking is too dear; absent: polled while all fits
 * @property {string} original the files of the Python system that this feed replaces; '' where it is new
 * @property {string} summary
 */

/** @typedef {Asked & OfEveryFeed} AnyFeedRow */

/**
 * What tells candles of one kind from the others of a market.
 * @typedef {object} Named
 * @property {'price' | 'contract'} parameter
 * @property {string} value
 * @property {'prices' | 'contracts'} setting
 */

/**
 * Rows ordered by open time or id.
 * - `retention`  rows kept by default, and the fewest that CONFIG.json accepts; `above`: the default of a market with more pairs than that
 *                when a process starts
 * - `kinds`       what its rows may be, each kind with ids of its own: a series holds one, and writing another clears it. The feed says which
 *                it stores
 * - `sampled`    the exchange tells only some of the rows that there are, and answers say so
 * - `continuity` what tells that rows are missing: grid, the open times · ids, which leave none out · none: nothing does
 * - `intervals`  candles only, shortest first: one series for each. Longer ones are summed up from shorter ones where all columns but the
 *                times and the state say how; else all are polled
 * - `named`      candles only, of other prices or contracts than those that `type` alone means: the parameter of GetData that asks for them, and
 *                its value. They are collected where CONFIG.json's `klines` names the value under `setting`
 * - `columns`    the stored member's fields in order; null is not shown
 * - `changes`    only of rows that change until they are final: the columns of their state, of their last ms, and the one by which the newer
 *                of two states of a row is told (absent: nothing tells it). Of candles that are summed up it is a total, which is 0 as long as
 *                nothing was traded: the number of trades, or the volume
 * @typedef {AnyFeedRow & {
 *   readonly shape: 'series',
 *   readonly retention: { readonly rows: number, readonly least: number, readonly says: string,
 *     readonly above?: { readonly pairs: number, readonly rows: number } },
 *   readonly kinds: readonly string[],
 *   readonly intervals?: readonly import('./intervals.js').Interval[],
 *   readonly named?: Named,
 *   readonly sampled?: true,
 *   readonly continuity: 'grid' | 'ids' | 'none',
 *   readonly columns: readonly (Column | null)[],
 *   readonly changes?: { readonly state: string, readonly end: string, readonly order?: string },
 * }} SeriesRow
 */

/**
 * One newest value, shown as the exchange sent it.
 * @typedef {AnyFeedRow & {
 *   readonly shape: 'latest',
 *   readonly view?: undefined,
 *   readonly fields: readonly Column[],
 * }} ValueRow `fields`: those that it always has
 */

/**
 * An order book, shown level by level. Stored as `{"lastUpdateId":7,"bids":[[price,quantity],…],"asks":[…]}`, best levels first; without the
 * number where the exchange gives it none.
 * @typedef {AnyFeedRow & { readonly shape: 'latest', readonly view: 'book' }} BookRow
 */

/** @typedef {SeriesRow | ValueRow | BookRow} FeedRow */

/**
 * How the exchange counts what it is asked (docs/decisions/0014-windows-of-a-limit.md).
 * @typedef {object} RateLimit
 * @property {number} weight what may be spent in a window
 * @property {number} windowMs
 * @property {'fixed' | 'sliding'} window fixed: it begins at whole multiples of its length since 1970 · sliding: it is the time that has just
 *   passed, whenever one asks
 */

/**
 * @typedef {object} MarketTable
 * @property {{ readonly name: string, readonly title: string }} exchange as replies call their source, and as people do
 * @property {RateLimit} limit until the exchange has told its own
 * @property {Readonly<Record<string, RateLimit>>} [pools] limits that some requests are counted in apart from that one, by their names
 * @property {readonly string[]} traded what the exchange calls a pair that is traded now: only then its data should be fresh
 * @property {string} listings the feed whose worker reads what the exchange says of pairs, and keeps clock and limits for all
 * @property {Readonly<Record<string, FeedRow>>} feeds
 */
