import { eventually } from '../../eventually.ts';
import { busySymbols } from './askPairs.ts';
import { type Bench, startBench } from './client.ts';
import { openStream } from './streamClient.ts';

const TRADES = 'btcusdt@trade';
const NEIGHBOURS = ['etcusdt@depth@100ms', 'etcusdt@trade'];
const log: string[] = [];
let bench: Bench;
beforeAll(async () => {
  bench = await startBench({ symbols: busySymbols, log: (line) => log.push(line) });
});
afterAll(() => bench.simulator.close());

/** Lets all that asks for the trades of a pair fail. Returns what mends it. */
function breakTrades(symbol: string): () => void {
  const listing = bench.simulator.pairs.get(symbol);
  if (listing === undefined) throw new Error(`no ${symbol}`);
  const { trading } = listing;
  const broken = new Proxy(trading, {
    get(target, name, receiver) {
      if (name === 'ordersIn') throw new Error('the trades cannot be made');
      return Reflect.get(target, name, receiver);
    },
  });
  Object.assign(listing, { trading: broken });
  return () => Object.assign(listing, { trading });
}

it('a stream that cannot be made falls silent, and neither its neighbours nor the simulator do', async () => {
  const client = await openStream(`${bench.simulator.streamUrl}/stream?streams=${[TRADES, ...NEIGHBOURS].join('/')}`);
  await client.heard(TRADES, 2);
  const mend = breakTrades('BTCUSDT');
  const goOn = async () => {
    for (const stream of NEIGHBOURS) await client.heard(stream, client.events(stream).length + 3);
  };
  await goOn();
  const told = client.events(TRADES).length;
  await goOn();
  expect(client.events(TRADES)).toHaveLength(told);
  // In a minute in which little is traded it takes a while until any are wanted.
  await eventually(() => bench.simulator.stats().streams.broken === 1, 100_000);
  expect(log.filter((line) => line.startsWith(`streams: ${TRADES} cannot be made`))).toHaveLength(1);

  // One that is asked for while it cannot be made is acknowledged, and as silent.
  const late = await openStream(`${bench.simulator.streamUrl}/stream?streams=btcusdt@aggTrade`);
  expect(await late.ask({ method: 'LIST_SUBSCRIPTIONS' })).toMatchObject({ result: ['btcusdt@aggTrade'] });
  await goOn();
  await eventually(() => bench.simulator.stats().streams.broken === 2, 100_000);
  late.end();

  mend();
  await client.ask({ method: 'UNSUBSCRIBE', params: [TRADES] });
  await client.ask({ method: 'SUBSCRIBE', params: [TRADES] });
  await client.heard(TRADES, told + 2);
  expect(client.socket.readyState).toBe(client.socket.OPEN);
  client.end();
});
