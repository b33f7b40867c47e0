import { minuteText, spanText, timeText, type Zone } from '../format.ts';

/** A close of a candle of one minute, as its stream told it (null: it did not) and as REST tells it. */
export interface Close {
  /** Open time, ms. */
  readonly time: number;
  readonly stream: string | null;
  readonly rest: string;
}

interface CloseAt {
  readonly close: string;
  readonly at: number;
}

/** Of the stream and of REST. */
export interface OfBoth<Value> {
  readonly stream: Value | null;
  readonly rest: Value | null;
}

/** What /analytics/closes answers. */
export interface ClosesTold {
  /** Exchange-clock ms; null: nothing was compared. */
  readonly asOf: number | null;
  readonly closes: readonly Close[];
  readonly statistics: {
    readonly rows: number;
    readonly matched: number;
    readonly equal: number;
    readonly unequal: number;
    readonly largestDifference: { readonly absolute: string; readonly at: number } | null;
    readonly highest: OfBoth<CloseAt>;
    readonly lowest: OfBoth<CloseAt>;
    readonly mean: OfBoth<string>;
  };
}

/** An answer of something between us and the API is none. */
export function closesIn(body: unknown): ClosesTold | null {
  const { closes, statistics } = (body ?? {}) as Partial<ClosesTold>;
  const isRight =
    Array.isArray(closes) &&
    closes.every((one) => Number.isFinite(one?.time) && typeof one.rest === 'string') &&
    [statistics?.highest, statistics?.lowest, statistics?.mean].every((one) => typeof one === 'object' && one !== null);
  return isRight ? (body as ClosesTold) : null;
}

/** What is drawn: times (s), the stream, REST. */
export const closesColumns = ({ closes }: ClosesTold): readonly (readonly (number | null)[])[] =>
  closes.length === 0
    ? []
    : [
        closes.map(({ time }) => time / 1_000),
        closes.map(({ stream }) => (stream === null ? null : Number(stream))),
        closes.map(({ rest }) => Number(rest)),
      ];

/** What can be seen, in a sentence. */
export function closesText({ closes, statistics: { matched, unequal } }: ClosesTold, zone: Zone): string {
  const [first, last] = [closes[0], closes.at(-1)];
  if (!first || !last) return '';
  const said = unequal === 0 ? `of ${matched} none differs` : `${unequal} of ${matched} differ`;
  return `Closes of candles of one minute since ${timeText(first.time, zone)}, over ${spanText(last.time - first.time + 60_000)}: ${said}.`;
}

/** A figure of both sides as a row of a table. */
export interface ClosesRow {
  readonly name: string;
  readonly stream: string;
  readonly rest: string;
}

export function closesRows({ statistics: { highest, lowest, mean } }: ClosesTold, zone: Zone): readonly ClosesRow[] {
  const at = (one: CloseAt | null) => (one === null ? 'none' : `${one.close} at ${minuteText(one.at, zone)}`);
  return [
    { name: 'highest', stream: at(highest.stream), rest: at(highest.rest) },
    { name: 'lowest', stream: at(lowest.stream), rest: at(lowest.rest) },
    { name: 'mean', stream: mean.stream ?? 'none', rest: mean.rest ?? 'none' },
  ];
}

/** Why nothing was compared. @param served how the worker of candles of one minute gets them; null: not known */
export function whyNoCloses(isCollected: boolean, served: string | null): string {
  if (!isCollected) return 'Candles of one minute are not collected, so there is nothing to compare.';
  if (served !== null && served !== 'stream')
    return 'Candles of one minute are asked of REST here and do not come by streams, so there is nothing to compare.';
  return 'No close was compared yet. The audit looks at each pair about once a minute, and at a candle a minute after its close.';
}
