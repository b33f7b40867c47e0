import { parseJson } from '../../model/parseJson.ts';
import type { Answer, Answering } from '../binance/answer.ts';
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

/** Makes the way by which routes get their rows: that of the exchange's own paths. @param now exchange-clock ms */
export function createAsk(answering: Answering, now: () => number) {
  async function one(route: FuturesRoute, params: Readonly<Record<string, string | number>>, caller: string) {
    const pairs = Object.entries(params).map(([name, value]): [string, string] => [name, String(value)]);
    const query = new URLSearchParams(pairs).toString();
    const answer = await answering({ path: route.from, query, caller, isForFigures: true });
    const data = parseJson(textOf(answer));
    if (answer.status !== 200) throw exchangeRefusal(data, answer.status);
    return { answer, rows: Array.isArray(data) ? data : [data] };
  }

  /** @throws as `Answering`, and ApiError for what the exchange refuses */
  return async (route: FuturesRoute, asked: FuturesAsked, caller: string): Promise<Told> => {
    const { about, limit, start, end } = asked;
    const { symbol, interval, period } = about;
    const common = { symbol, ...(interval !== undefined && { interval }), ...(period !== undefined && { period }) };
    const answers: Answer[] = [];
    let rows: unknown[] = [];
    let until = end;
    for (;;) {
      const wanted = Math.min(limit - rows.length, mostOfOne(route));
      const span = { ...(start !== undefined && { startTime: start }), ...(until !== undefined && { endTime: until }) };
      const params = route.answers === 'list' ? { ...common, ...span, limit: wanted } : common;
      const page = await one(route, params, caller);
      answers.push(page.answer);
      rows = [...page.rows, ...rows];
      // More than the exchange answers at once is asked for page by page, back in time.
      if (route.timeOf === undefined || page.rows.length < wanted || rows.length >= limit) break;
      until = route.timeOf(rows[0]) - 1;
    }
    const ageMs = Math.max(...answers.map((answer) => answer.ageMs));
    return {
      rows: rows.map((row) => route.rowOf(row, about, now() - ageMs)),
      ageMs,
      source: answers[0]?.source ?? '',
      isPassed: answers.some(({ from }) => from === 'passed'),
    };
  };
}

function textOf({ body }: Answer): string {
  if (typeof body === 'string') return body;
  return (Buffer.isBuffer(body) ? body : Buffer.concat(body)).toString();
}
