import type { Plan } from '../../../../collectors/plan/plan.ts';
import type { Config } from '../../../../config/config.ts';
import { collectorsOf } from '../../../../markets/markets.js';
import { configOf } from '../../../configOf.ts';
import { weighedFeeds } from '../../../feedsAlone.ts';
import { planFor } from '../../../planFor.ts';

/** Plans of the spot market, whose feeds have the weights of its endpoints and are polled. */

export const collectors = collectorsOf('spot');
export const periodOf = ({ feeds }: Config, feed: string) =>
  (feeds as Readonly<Record<string, { everySeconds: number }>>)[feed]?.everySeconds ?? 0;
export const pairs = (count: number) => Array.from({ length: count }, (_, index) => `p${index}usdt`);
export const limits = { weightPerMinute: 6000 };
export interface Settings {
  readonly feeds?: object;
  readonly klines?: object;
}
export const configWith = (count: number, { feeds = {}, ...more }: Settings = {}) =>
  configOf({ pairs: pairs(count), transport: 'poll', ...more, feeds: { ...weighedFeeds, ...feeds } });
export const planOf = (count: number, more: Settings = {}, foreign = 0) =>
  planFor(configWith(count, more), limits, foreign);
export const candles = collectors.flatMap(({ name, interval }) => (interval === undefined ? [] : [name]));

export const periodsOf = ({ collectors: planned }: Plan) => [...planned.values()].map(({ period }) => period);
export const servedOf = ({ collectors: planned }: Plan) =>
  Object.fromEntries(candles.flatMap((name) => [[name, planned.get(name)?.served]]));
