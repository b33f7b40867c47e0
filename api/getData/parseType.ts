import type { Config } from '../../config/config.ts';
import { type Collector, type Market, namedOf } from '../../markets/markets.js';
import { enabledOf, type Markets } from '../context/markets.ts';
import { disabled, inMarkets, invalid, optional, required, typesOf } from '../http/parameters.ts';
import { ApiError } from '../http/problems/apiError.ts';

/** What tells candles of a type from each other. */
const PARAMETERS = ['price', 'contract'] as const;

type Named = (typeof PARAMETERS)[number];

/**
 * The collector that `type`, and of candles `price` or `contract`, ask for. It must be collected.
 *
 * @throws ApiError naming the parameter and what is accepted
 */
export function parseType(given: URLSearchParams, config: Config, markets: Markets, market: Market): Collector {
  const collectors = markets.collectorsOf(market);
  const parameter = { name: 'type', accepted: typesOf(collectors) };
  const text = required(given, parameter);
  const ofType = collectors.filter(({ type }) => String(type) === text);
  if (ofType.length === 0) {
    const has = (other: Market) => markets.collectorsOf(other).some(({ type }) => String(type) === text);
    const others = markets.names.filter(has);
    invalid(parameter, text, others.length === 0 ? '' : `, which is no type${inMarkets(market, others)}`);
  }
  const named = parseNamed(given, ofType);
  const collector = ofType.find(({ row }) => isSame(namedOf(row), named));
  if (collector !== undefined && markets.isEnabled(config, collector)) return collector;
  const enabled = enabledOf(markets, config, collectors);
  if (named === null)
    return disabled(parameter, text, typesOf(enabled.filter(({ row }) => namedOf(row) === undefined)));
  const values = enabled.filter(({ type }) => String(type) === text).map(({ row }) => namedOf(row));
  return disabled(
    { name: named.parameter, accepted: [] },
    named.value,
    values.flatMap((one) => (one?.parameter === named.parameter ? [one.value] : [])),
  );
}

interface Asked {
  readonly parameter: Named;
  readonly value: string;
}

const isSame = (one: Asked | undefined, other: Asked | null): boolean =>
  one?.parameter === other?.parameter && one?.value === other?.value;

/** Which of the candles of a type are asked for; null: those that `type` alone means. */
function parseNamed(given: URLSearchParams, ofType: readonly Collector[]): Asked | null {
  const known = ofType.flatMap(({ row }) => namedOf(row) ?? []);
  const asked = PARAMETERS.flatMap((name): Asked[] => {
    const accepted = known.filter(({ parameter }) => parameter === name).map(({ value }) => value);
    const text = optional(given, { name, accepted });
    if (text === null) return [];
    if (accepted.length === 0) throw meaningless(name, ofType);
    return [{ parameter: name, value: accepted.includes(text) ? text : invalid({ name, accepted }, text) }];
  });
  const [first = null, second] = asked;
  if (second === undefined) return first;
  throw new ApiError('invalid-parameter', 'price and contract are given: candles are of the one or of the other', {
    parameter: second.parameter,
    accepted: 'nothing beside the other one: leave it out',
  });
}

const meaningless = (name: Named, [collector]: readonly Collector[]): ApiError =>
  new ApiError('invalid-parameter', `${name} means nothing for type ${collector?.type} of ${collector?.market}`, {
    parameter: name,
    accepted: 'nothing for this type: leave it out',
  });
