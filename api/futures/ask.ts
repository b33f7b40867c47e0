import { parseJson } from '../../model/parseJson.ts';
import type { Answer, Answering } from '../binance/answer.ts';
import { unavailable } from '../binance/dialectError.ts';
import { exchangeRefusal } from './failures.ts';
import { type FuturesRoute, mostOfOne } from './futuresRoutes.ts';
import type { NormalRow } from './normalRows.ts';
import type { FuturesAsked } from './readAsked.ts';

/** What a caller is told. */
export interface Told {
  readonly rows: readonly NormalRow[];
  /** Of all that was asked for it, the one that was longest ago. */
  readonly ageMs: number;
  readonly source: string;
  /** Whether the exchange was asked for this very request. */
  readonly isPassed: boolean;
}

/** The exchange's clock, as it is known here, ms. */
export interface AskClock {
  now(): number;
  /** How far off that may be. */
  uncertainty(): number;
}

/** The exchange's answers may lack the last trades of a candle that has just ended for so long, ms; but for a candle that another one follows. */
const SETTLES_MS = 2_000;

/** Where nobody has measured the exchange's clock, that of this machine is taken for right but for so much, ms. */
const MOST_UNCERTAIN_MS = 60_000;

/** Makes the way by which routes get their rows: that of the exchange's own paths. */
export function createAsk(answering: Answering, { now, uncertainty }: AskClock) {
  async function one(route: FuturesRoute, params: Readonly<Record<string, string | number>>, caller: string) {
    const pairs = Object.entries(params).map(([name, value]): [string, string] => [name, String(value)]);
    const query = new URLSearchParams(pairs).toString();
    const answer = await answering({ path: route.from, query, caller, isForFigures: true });
    const data = parseJson(textOf(answer));
    if (answer.status !== 200) throw exchangeRefusal(data, answer.status);
    return { answer, rows: Array.isArray(data) ? data : [data] };
  }

  /** What comes before a row, in words of the exchange. */
  function spanBefore({ apart, keptMs }: FuturesRoute, { about }: FuturesAsked, first: number, rows: number) {
    const endTime = first - 1;
    if (keptMs === undefined || apart === undefined) return { endTime };
    const startTime = Math.max(first - rows * apart(about).most, now() - keptMs);
    return { startTime: Math.min(startTime, endTime), endTime };
  }

  /** @throws as `Answering`, and ApiError for what the exchange refuses */
  return async (route: FuturesRoute, asked: FuturesAsked, caller: string): Promise<Told> => {
    const { about, limit, start, end } = asked;
    const { symbol, interval, period } = about;
    const common = { symbol, ...(interval !== undefined && { interval }), ...(period !== undefined && { period }) };
    const answers: Answer[] = [];
    let rows: unknown[] = [];
    let span = { ...(start !== undefined && { startTime: start }), ...(end !== undefined && { endTime: end }) };
    for (;;) {
      const wanted = Math.min(limit - rows.length, mostOfOne(route));
      const params = route.answers === 'list' ? { ...common, ...span, limit: wanted } : common;
      const page = await one(route, params, caller);
      answers.push(page.answer);
      const found = start === undefined ? page.rows.slice(-wanted) : page.rows.slice(0, wanted);
      checkJoin(route, asked, found, rows);
      rows = [...found, ...rows];
      // More than the exchange answers at once is asked for page by page, back in time.
      if (route.timeOf === undefined || found.length < wanted || rows.length >= limit) break;
      span = spanBefore(route, asked, route.timeOf(rows[0]), Math.min(limit - rows.length, mostOfOne(route)));
    }
    const [newest] = answers;
    const settles = newest?.from === 'memory' ? 0 : SETTLES_MS;
    const over = (newest?.asOf ?? 0) - Math.min(uncertainty(), MOST_UNCERTAIN_MS) - settles;
    return {
      // What another one follows is over, whatever the clock says.
      rows: rows.map((row, index) =>
        route.rowOf(row, about, index < rows.length - 1 ? Number.POSITIVE_INFINITY : over),
      ),
      ageMs: Math.max(...answers.map((answer) => answer.ageMs)),
      source: answers[0]?.source ?? '',
      isPassed: answers.some(({ from }) => from === 'passed'),
    };
  };
}

/** @throws DialectError 503 where rows of the exchange do not lie right before those that it has answered before: it may have answered others than the newest */
function checkJoin(
  { timeOf, apart }: FuturesRoute,
  { about }: FuturesAsked,
  earlier: readonly unknown[],
  later: readonly unknown[],
): void {
  if (timeOf === undefined || earlier.length === 0 || later.length === 0) return;
  const between = timeOf(later[0]) - timeOf(earlier.at(-1));
  const { least, most } = apart?.(about) ?? { least: 1, most: Number.POSITIVE_INFINITY };
  if (between >= least && between <= most) return;
  throw unavailable(
    'The exchange has answered rows that do not follow each other. Please try again, or ask for fewer.',
  );
}

function textOf({ body }: Answer): string {
  if (typeof body === 'string') return body;
  return (Buffer.isBuffer(body) ? body : Buffer.concat(body)).toString();
}
