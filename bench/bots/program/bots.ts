import { setTimeout as wait } from 'node:timers/promises';

/**
 * Some bots, as their users write them with ccxt: each asks for the candles of all pairs and timeframes, again and again. Told `stop`, they answer
 * what they have had; the next order begins anew.
 *
 * Arguments: URL of the API, number of bots.
 */
const [url = '', bots = '1'] = process.argv.slice(2);

/** What bots are told to do. */
export interface Order {
  readonly symbols: readonly string[];
  readonly timeframes: readonly string[];
  /** Rows of each answer; undefined: as many as ccxt asks for. */
  readonly limit?: number;
  readonly everyMs: number;
}

/** What they have had. */
export interface Had {
  readonly asked: number;
  readonly rows: number;
  /** Errors by the name of their class in ccxt. */
  readonly errors: Readonly<Record<string, number>>;
  /** Times until an answer was there, ms. */
  readonly took: readonly number[];
}

interface Exchange {
  loadMarkets(): Promise<unknown>;
  fetchOHLCV(
    symbol: string,
    timeframe: string,
    since: undefined,
    limit: number | undefined,
  ): Promise<readonly unknown[]>;
}
type Ccxt = { readonly binance: new (options: object) => Exchange };

/** So many requests of a bot are under way at the same time. */
const AT_ONCE = 10;

const name: string = 'ccxt';
const { default: ccxt } = (await import(name)) as { default: Ccxt };
const made = Array.from(
  { length: Number(bots) },
  () =>
    new ccxt.binance({
      enableRateLimit: false,
      urls: { api: { public: `${url}/api/v3`, fapiPublic: `${url}/fapi/v1`, dapiPublic: `${url}/dapi/v1` } },
    }),
);
await Promise.all(made.map((bot) => bot.loadMarkets()));

function run(order: Order) {
  let [asked, rows, isStopped] = [0, 0, false];
  const errors: Record<string, number> = {};
  const took: number[] = [];

  async function ask(bot: Exchange, symbol: string, timeframe: string): Promise<void> {
    asked += 1;
    const startedAt = performance.now();
    try {
      rows += (await bot.fetchOHLCV(symbol, timeframe, undefined, order.limit)).length;
      took.push(performance.now() - startedAt);
    } catch (error) {
      const { name: kind } = (error as Error).constructor;
      errors[kind] = (errors[kind] ?? 0) + 1;
    }
  }

  async function live(bot: Exchange, index: number): Promise<void> {
    await wait((index * order.everyMs) / made.length);
    const wanted = order.symbols.flatMap((symbol) => order.timeframes.map((timeframe) => [symbol, timeframe] as const));
    while (!isStopped) {
      const roundAt = performance.now();
      const queue = [...wanted];
      const work = async (): Promise<void> => {
        for (let next = queue.pop(); next !== undefined && !isStopped; next = queue.pop()) await ask(bot, ...next);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      await wait(Math.max(0, roundAt + order.everyMs - performance.now()));
    }
  }

  const living = Promise.all(made.map(live));
  return async (): Promise<Had> => {
    isStopped = true;
    await living;
    return { asked, rows, errors, took };
  };
}

let stop: (() => Promise<Had>) | undefined;
process.on('message', async (told: Order | 'stop') => {
  if (told !== 'stop') stop = run(told);
  else process.send?.(await stop?.());
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
