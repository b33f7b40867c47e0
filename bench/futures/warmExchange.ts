import { Agent, get } from 'node:http';
import type { Config } from '../../config/config.ts';
import { connectors } from '../../gateway/connectors.ts';
import type { ExchangeRequest } from '../../model/exchangeRequest.ts';
import { feedOf } from '../../rig/feeds.ts';
import type { WatchedKey } from '../watchKeys.ts';

const MOST_CANDLES = 1000;

/**
 * Asks the simulator once for the history of all series. The first time it works this out, which takes it long; the exchange that it stands for has it
 * ready. Each pair is asked for from an address of its own of this machine: the collectors' have nothing spent then.
 */
export async function warmExchange(url: string, keys: readonly WatchedKey[], config: Config): Promise<void> {
  const codes = [...new Set(keys.map(({ code }) => code))];
  for (const [index, code] of codes.entries()) {
    const agent = new Agent({ keepAlive: true, localAddress: `127.0.1.${index + 1}` });
    for (const { collector } of keys.filter((key) => key.code === code)) {
      const feed = feedOf(collector, config);
      if (feed.shape !== 'series' || feed.older === undefined) continue;
      const now = Date.now();
      const query = { pairs: [connectors[collector.market].symbolOf(code)], asOf: now, uncertainty: 0 };
      const request = feed.older.history(query, now);
      const params = feed.isForming ? { ...request.params, limit: MOST_CANDLES } : request.params;
      await ask(url, { ...request, params }, agent);
    }
    agent.destroy();
  }
}

function ask(url: string, { path, params }: ExchangeRequest, agent: Agent): Promise<void> {
  const query = new URLSearchParams(
    Object.entries(params).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return new Promise((resolve, reject) => {
    get(`${url}${path}?${query}`, { agent }, (response) => {
      response.resume().on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${path}?${query}: ${response.statusCode}`));
      });
    }).on('error', reject);
  });
}
