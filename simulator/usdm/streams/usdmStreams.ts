import { createFrameSource } from '../../frames/frameSource.ts';
import { type Frames, withoutCaptured } from '../../frames/loadFrames.ts';
import { intervals } from '../../intervals.ts';
import type { NamedSource, Source } from '../../streams/source.ts';
import { klineTelling } from '../../streams/sources/klines.ts';
import { createPairSource } from '../../streams/sources/pairSource.ts';
import { tickerTelling } from '../../streams/sources/tickers.ts';
import type { StreamMarket } from '../../streams/streams.ts';
import { type Continuous, perpetualOf } from '../contracts/continuous.ts';
import type { Contract, Contracts } from '../contracts/contract.ts';
import type { ContractType } from '../contracts/contractSpec.ts';
import {
  allBookTickers,
  allDayTickers,
  allForceOrders,
  allMarkPrices,
  allMiniTickers,
  dayTicker,
  miniTicker,
} from './allSources.ts';
import {
  aggTradeTelling,
  bookTickerTelling,
  continuousForm,
  depthTelling,
  forceOrderTelling,
  klineForm,
  markPriceTelling,
  partialDepthTelling,
  tradeTelling,
} from './contractSources.ts';
import { isServed, readUsdmStreamName, type UsdmStream } from './usdmStreamName.ts';

const TICKERS_EVERY = 2000;

export interface UsdmStreamsParts {
  readonly contracts: Contracts;
  readonly continuous: (pair: string, type: ContractType) => Continuous | undefined;
  readonly frames: Pick<Frames, 'pair'>;
}

/** The streams of the futures market. */
export function createUsdmStreams(parts: UsdmStreamsParts): StreamMarket {
  return {
    isServed,
    symbolOf: (name) => readUsdmStreamName(name)?.symbol,
    sourceOf(name): NamedSource | undefined {
      const { contracts, frames } = parts;
      const captured = frames.pair(name.slice(0, name.indexOf('@')).toUpperCase());
      if (captured !== undefined)
        return { symbol: captured.symbol, source: over(() => contracts, createFrameSource(captured, name)) };
      const stream = readUsdmStreamName(name);
      if (stream === undefined) return undefined;
      const { symbol } = stream;
      if (stream.kind === 'continuousKline') return { symbol, source: continuousSource(stream, parts) };
      if (symbol !== undefined) return { symbol, source: over(() => contracts, sourceOfOne(stream, symbol)) };
      return { symbol, source: over(() => withoutCaptured(contracts, frames), sourceOfAll(stream)) };
    },
  };
}

/** A source that looks at these contracts, whatever pairs it is run on. */
const over = (contracts: () => Contracts, source: Source<Contract>): Source => ({
  due: source.due,
  run: (_pairs, now, emit) => source.run(contracts(), now, emit),
});

function sourceOfAll(stream: UsdmStream): Source<Contract> {
  switch (stream.kind) {
    case 'markPrice':
      return allMarkPrices(stream.everyMs);
    case 'forceOrder':
      return allForceOrders();
    case 'ticker':
      return allDayTickers();
    case 'miniTicker':
      return allMiniTickers();
    default:
      return allBookTickers();
  }
}

function sourceOfOne(stream: UsdmStream, symbol: string): Source<Contract> {
  switch (stream.kind) {
    case 'aggTrade':
      return createPairSource(symbol, aggTradeTelling());
    case 'trade':
      return createPairSource(symbol, tradeTelling());
    case 'kline':
      return createPairSource<Contract>(symbol, klineTelling(stream.interval, intervalOf(stream), klineForm));
    case 'markPrice':
      return createPairSource(symbol, markPriceTelling(stream.everyMs), true);
    case 'forceOrder':
      return createPairSource(symbol, forceOrderTelling());
    case 'ticker':
      return createPairSource(symbol, tickerTelling(dayTicker, TICKERS_EVERY));
    case 'miniTicker':
      return createPairSource(symbol, tickerTelling(miniTicker, TICKERS_EVERY));
    case 'partialDepth':
      return createPairSource(symbol, partialDepthTelling(stream.levels, stream.everyMs));
    case 'depth':
      return createPairSource(symbol, depthTelling(stream.everyMs));
    default:
      return createPairSource(symbol, bookTickerTelling());
  }
}

/** Candles of a pair's row of contracts, told as long as its undated one is there. */
function continuousSource(
  stream: Extract<UsdmStream, { kind: 'continuousKline' }>,
  { contracts, continuous }: UsdmStreamsParts,
): Source {
  const { pair, type } = stream;
  const telling = klineTelling(stream.interval, intervalOf(stream), continuousForm(pair, type));
  const source = createPairSource<Contract>(pair, telling);
  return {
    due: source.due,
    run(_pairs, now, emit) {
      const [contract, found] = [perpetualOf(contracts, pair), continuous(pair, type)];
      const row = contract && found && { ...contract, trading: found.trading };
      source.run(row === undefined ? new Map() : new Map([[pair, row]]), now, emit);
    },
  };
}

function intervalOf({ interval: name }: { readonly interval: string }) {
  const interval = intervals.get(name);
  if (interval === undefined) throw new Error(`no interval ${name}`);
  return interval;
}
