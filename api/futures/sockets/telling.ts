import { LRUCache } from 'lru-cache';
import { compareDecimals } from '../../../model/decimals.ts';
import { InvalidPayload } from '../../../model/invalidPayload.ts';
import type { LiveStreams } from '../../../model/liveStreams.ts';
import { parseJson } from '../../../model/parseJson.ts';
import { productOf } from '../../../model/scaled.ts';
import type { FrameForm } from '../../sockets/channels.ts';
import { candleTold, largeTradeTold, liquidationTold, type Subject } from './told.ts';

/** What a socket tells. */
export type Followed = Subject &
  (
    | { readonly topic: 'ohlc'; readonly interval: string }
    | { readonly topic: 'liquidations' }
    | { readonly topic: 'large_trades'; readonly threshold: string }
  );

/** Makes what becomes of events. */
export interface Telling {
  /** The exchange's name of the stream. */
  streamOf(followed: Followed): string;
  /** Sockets that tell the same get the same one, so that what they are sent is made once. */
  formOf(followed: Followed): FrameForm;
}

/** Forms that are remembered. Sockets keep theirs when it is forgotten; those that come later share another one. */
const MOST_FORMS = 2_000;

/** @param onBadEvent an event that cannot be right: it is told to nobody */
export function createTelling(live: LiveStreams, onBadEvent: (error: InvalidPayload) => void): Telling {
  const forms = new LRUCache<string, FrameForm>({ max: MOST_FORMS });
  const tradeIn = lastOf((payload, symbol) => {
    const trade = live.trades.read(parseJson(payload), symbol);
    return { trade, quoteValue: productOf(trade.price, trade.quantity) };
  });

  function toldOf(followed: Followed, payload: string): object | null {
    const { symbol } = followed;
    switch (followed.topic) {
      case 'ohlc': {
        const { interval } = followed;
        return candleTold(live.candles.read(parseJson(payload), symbol, interval), followed, interval);
      }
      case 'liquidations':
        return liquidationTold(live.liquidations.read(parseJson(payload), symbol), followed);
      case 'large_trades': {
        const { trade, quoteValue } = tradeIn(payload, symbol);
        const { threshold } = followed;
        const isLarge = compareDecimals(quoteValue, threshold) >= 0;
        return isLarge ? largeTradeTold(trade, quoteValue, threshold, followed) : null;
      }
    }
  }

  const made = (followed: Followed): FrameForm => ({
    textOf(payload) {
      try {
        const told = toldOf(followed, payload);
        return told && JSON.stringify(told);
      } catch (error) {
        if (!(error instanceof InvalidPayload)) throw error;
        onBadEvent(error);
        return null;
      }
    },
  });

  return {
    streamOf(followed) {
      const { topic, symbol } = followed;
      if (topic === 'ohlc') return live.candles.nameOf(symbol, followed.interval);
      return topic === 'liquidations' ? live.liquidations.nameOf(symbol) : live.trades.nameOf(symbol);
    },
    formOf(followed) {
      const key = Object.values(followed).join(' ');
      const form = forms.get(key) ?? made(followed);
      forms.set(key, form);
      return form;
    },
  };
}

/** Those who tell trades from different thresholds on read the same event, one after another: it is read once. */
function lastOf<Read>(read: (payload: string, symbol: string) => Read): (payload: string, symbol: string) => Read {
  let last: { readonly payload: string; readonly symbol: string; readonly value: Read } | null = null;
  return (payload, symbol) => {
    if (last === null || last.payload !== payload || last.symbol !== symbol) {
      last = { payload, symbol, value: read(payload, symbol) };
    }
    return last.value;
  };
}
