/**
 * What users let the clients follow, each for some time: tells when something came (ms since the beginning) and what was thrown, by what is followed.
 * Each gets what its block of `docs/clients.md` makes.
 */

const record = () => {
  const began = performance.now();
  const all = {};
  const of = (name) => {
    all[name] ??= { times: [], errors: [] };
    return all[name];
  };
  return {
    all,
    hear: (name) => void of(name).times.push(Math.round(performance.now() - began)),
    fail: (name, error) => void of(name).errors.push(`${error?.name}: ${error?.message ?? error}`),
  };
};
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const watches = {
  async ccxt({ exchange }, ms) {
    const { all, hear, fail } = record();
    let isOver = false;
    const loop = async (method, symbol, ...args) => {
      const name = `${symbol} ${method}`;
      while (!isOver) {
        try {
          await exchange[method](...args);
          hear(name);
        } catch (error) {
          if (!isOver) fail(name, error);
          await pause(50);
        }
      }
    };
    for (const symbol of ['BTC/USDT', 'BTC/USDT:USDT']) {
      loop('watchOHLCV', symbol, symbol, '1m');
      loop('watchTrades', symbol, symbol);
      loop('watchTicker', symbol, symbol);
      loop('watchBidsAsks', symbol, [symbol]);
      loop('watchOrderBook', symbol, symbol);
    }
    await pause(ms);
    isOver = true;
    await exchange.close();
    return all;
  },

  async 'binance-api-node'({ client }, ms) {
    const { all, hear } = record();
    const ends = [
      client.ws.depth('BTCUSDT', () => hear('depth')),
      client.ws.futuresDepth('BTCUSDT', () => hear('futuresDepth')),
    ];
    await pause(ms);
    for (const end of ends) end();
    return all;
  },

  async 'node-binance-api'({ binance }, ms) {
    const { all, hear } = record();
    await binance.websockets.depthCache(['BTCUSDT'], (_symbol, { bids, asks }) => {
      const [bid] = Object.keys(binance.sortBids(bids));
      const [ask] = Object.keys(binance.sortAsks(asks));
      if (Number(bid) < Number(ask)) hear('depthCache');
    });
    await pause(ms);
    for (const name of Object.keys(binance.websockets.subscriptions())) binance.websockets.terminate(name);
    return all;
  },

  async '@binance/spot'({ spot }, ms) {
    const { all, hear } = record();
    const streams = await spot.websocketStreams.connect();
    streams.miniTicker({ symbol: 'btcusdt' }).on('message', () => hear('miniTicker'));
    streams.diffBookDepth({ symbol: 'btcusdt', updateSpeed: '100ms' }).on('message', () => hear('diffBookDepth'));
    await pause(ms);
    await streams.disconnect();
    return all;
  },

  async '@binance/connector'({ streamsWith }, ms) {
    const { all, hear } = record();
    const streams = streamsWith({ message: () => hear('diffBookDepth') });
    streams.diffBookDepth('btcusdt', '100ms');
    await pause(ms);
    streams.disconnect();
    return all;
  },

  async binance({ streams }, ms) {
    const { all, hear, fail } = record();
    streams.on('message', ({ e, result }) => result === undefined && hear(e));
    streams.on('exception', (error) => fail('exception', error));
    streams.subscribe(['btcusdt@depth@100ms'], 'main');
    streams.subscribe(['btcusdt@markPrice@1s'], 'usdmMarket');
    await pause(ms);
    streams.closeAll(true);
    return all;
  },
};
