/*
 * Lets ccxt read candles and follow the order book through the API in place of Binance. It needs Node 20 and the package ccxt
 * (`npm install ccxt`).
 *
 *     node ccxt.mjs http://127.0.0.1:8000 BTC/USDT
 *
 * For futures the pair is `BTC/USDT:USDT`. Where the API wants an access key, put it into the path: http://127.0.0.1:8000/k/<key>
 */
import ccxt from 'ccxt';

const [url, pair] = process.argv.slice(2);
const ws = url.replace(/^http/, 'ws');
const exchange = new ccxt.pro.binance({
  enableRateLimit: false,
  urls: {
    api: {
      public: `${url}/api/v3`,
      fapiPublic: `${url}/fapi/v1`,
      fapiPublicV2: `${url}/fapi/v2`,
      fapiPublicV3: `${url}/fapi/v3`,
      fapiData: `${url}/futures/data`,
      dapiPublic: `${url}/dapi/v1`,
      ws: { spot: `${ws}/stream/ws`, future: `${ws}/fstream/ws` },
    },
  },
});
// Without it ccxt opens no ws:// address.
await exchange.loadHttpProxyAgent();

const candles = await exchange.fetchOHLCV(pair, '5m', undefined, 25);
console.log(`${candles.length} candles of 5 minutes, the newest close at ${candles.at(-1)[4]}`);

for (;;) {
  try {
    const { bids, asks } = await exchange.watchOrderBook(pair);
    console.log(`best prices: ${bids[0][0]} ${asks[0][0]}`);
  } catch (error) {
    if (!(error instanceof ccxt.NetworkError)) throw error;
    console.log(`connecting again: ${error.message}`);
  }
}
