/**
 * What users let the clients follow until they are told to stop. Each gets what its block of `docs/clients.md` makes, notes what comes
 * (`record.mjs`), and returns what ends it.
 */

import { keepBook, LEVELS } from './localBook.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A book that the user keeps. */
const kept = ({ hear, lose }, name, isFutures, ask) =>
  keepBook({ isFutures, ask, tell: (copy) => hear(name, copy), lost: (why) => lose(name, why) });

export const watches = {
  async ccxt({ exchange }, { hear, fail }) {
    let isOver = false;
    const loop = async (method, symbol, ...args) => {
      const name = `${symbol} ${method}`;
      while (!isOver) {
        try {
          const got = await exchange[method](...args);
          // A book that was just begun does not tell its time.
          const isBook = method === 'watchOrderBook' && got.timestamp !== undefined;
          hear(name, isBook ? () => copyOf(got) : undefined);
        } catch (error) {
          if (!isOver) fail(name, error);
          await pause(50);
        }
      }
    };
    const copyOf = ({ timestamp, nonce, bids, asks }) => {
      const pairs = (side) => side.slice(0, LEVELS).map(([price, amount]) => [price, amount]);
      return { at: timestamp, number: nonce, bids: pairs(bids), asks: pairs(asks) };
    };
    for (const symbol of ['BTC/USDT', 'BTC/USDT:USDT']) {
      loop('watchOHLCV', symbol, symbol, '1m');
      loop('watchTrades', symbol, symbol);
      loop('watchTicker', symbol, symbol);
      loop('watchBidsAsks', symbol, [symbol]);
      // Its checks of numbers ("checksum") are on unless they are switched off.
      loop('watchOrderBook', symbol, symbol);
    }
    return async () => {
      isOver = true;
      await exchange.close();
    };
  },

  async 'binance-api-node'({ client }, noted) {
    const isUntransformed = false;
    const bookOf = (name, isFutures, ask) =>
      kept(noted, name, isFutures, async () => {
        const { lastUpdateId, bids, asks } = await ask();
        const rows = (side) => side.map(({ price, quantity }) => [price, quantity]);
        return { lastUpdateId, bids: rows(bids), asks: rows(asks) };
      });
    const ask = { symbol: 'BTCUSDT', limit: 1000 };
    const spot = bookOf('depth', false, () => client.book(ask));
    const futures = bookOf('futuresDepth', true, () => client.futuresBook(ask));
    const ends = [
      client.ws.depth('BTCUSDT@100ms', spot, isUntransformed),
      client.ws.futuresDepth('BTCUSDT@100ms', futures, isUntransformed),
    ];
    return () => {
      for (const end of ends) end();
    };
  },

  async 'node-binance-api'({ binance }, { hear }) {
    const best = (side) =>
      Object.entries(side)
        .slice(0, LEVELS)
        .map(([price, quantity]) => [Number(price), quantity]);
    await binance.websockets.depthCache(['BTCUSDT'], (_symbol, { bids, asks, eventTime }, context) => {
      if (!context?.lastEventUpdateId) return;
      hear('depthCache', () => ({
        ...{ at: eventTime, number: context.lastEventUpdateId },
        ...{ bids: best(binance.sortBids(bids)), asks: best(binance.sortAsks(asks)) },
      }));
    });
    binance.websockets.futuresMarkPrice('BTCUSDT', () => hear('futuresMarkPrice'));
    binance.websockets.futuresBookTicker('BTCUSDT', () => hear('futuresBookTicker'));
    return () => {
      const { websockets } = binance;
      for (const name of Object.keys(websockets.subscriptions())) websockets.terminate(name);
      for (const name of Object.keys(websockets.futuresSubcriptions())) websockets.futuresTerminate(name);
    };
  },

  async '@binance/spot'({ spot }, noted) {
    const streams = await spot.websocketStreams.connect();
    const book = kept(noted, 'diffBookDepth', false, async () => {
      const answer = await spot.restAPI.depth({ symbol: 'BTCUSDT', limit: 1000 });
      return answer.data();
    });
    streams.miniTicker({ symbol: 'btcusdt' }).on('message', () => noted.hear('miniTicker'));
    streams.diffBookDepth({ symbol: 'btcusdt', updateSpeed: '100ms' }).on('message', book);
    return () => streams.disconnect();
  },

  async '@binance/derivatives-trading-usds-futures'({ futures }, noted) {
    const streams = await futures.websocketStreams.connect();
    const book = kept(noted, 'diffBookDepthStreams', true, async () => {
      const answer = await futures.restAPI.orderBook({ symbol: 'BTCUSDT', limit: 1000 });
      return answer.data();
    });
    const symbol = 'btcusdt';
    streams.aggregateTradeStreams({ symbol }).on('message', () => noted.hear('aggregateTradeStreams'));
    streams.markPriceStream({ symbol, updateSpeed: '1s' }).on('message', () => noted.hear('markPriceStream'));
    streams.diffBookDepthStreams({ symbol, updateSpeed: '100ms' }).on('message', book);
    return () => streams.disconnect();
  },

  async '@binance/connector'({ streamsWith }, { hear }) {
    const streams = streamsWith({ message: () => hear('diffBookDepth') });
    streams.diffBookDepth('btcusdt', '100ms');
    return () => streams.disconnect();
  },

  async binance({ streams }, { hear, fail }) {
    streams.on('message', ({ e, result }) => result === undefined && hear(e));
    streams.on('exception', (error) => fail('exception', error));
    streams.subscribe(['btcusdt@depth@100ms'], 'main');
    streams.subscribe(['btcusdt@markPrice@1s'], 'usdmMarket');
    streams.subscribe(['btcusdt@bookTicker'], 'usdmPublic');
    return () => streams.closeAll(true);
  },
};
