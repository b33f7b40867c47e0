import { binanceSpot } from '../../../../exchanges/binance/spot/connector.ts';
import { openHttp } from '../../../../exchanges/http.ts';
import { proxyFor } from '../../../../exchanges/proxy.ts';
import { spot } from '../../../spotRequests.ts';

/** Asks the exchange at a URL for the time, twice, as a collector would, and prints what came of each. */
const [baseUrl = '', key = '', deadlineMs = '3000'] = process.argv.slice(2);
const exchange = openHttp(binanceSpot, {
  baseUrl,
  proxy: proxyFor(baseUrl),
  apiKeys: () => [{ key }],
  deadlineMs: Number(deadlineMs),
});

async function ask(): Promise<string> {
  try {
    return JSON.stringify((await exchange.get(spot.time())).data);
  } catch (error) {
    return String(error);
  }
}

async function askTwice(): Promise<void> {
  console.log(await ask());
  console.log(await ask());
  exchange.close();
}

void askTwice();
