import { once } from 'node:events';
import http from 'node:http';
import { eventually } from '../../../eventually.ts';
import { call } from '../rawCaller.ts';
import { createEventsFixture, type EventsFixture } from './eventsFixture.ts';

let fixture: EventsFixture;
beforeAll(async () => {
  fixture = await createEventsFixture({
    usdm: { pairs: ['btcusdt'], klines: { intervals: [1], prices: ['mark'], contracts: [] } },
    feeds: { 'avg-price': { enabled: false } },
  });
});
afterAll(() => fixture.close());
beforeEach(() => fixture.edit({}));

const pairs = { usdm: { pairs: ['btcusdt'], klines: { intervals: [1], prices: ['mark'] } } };
const all = () => fixture.edit({ ...pairs, feeds: { 'avg-price': { enabled: false } } });

async function refusal(query: string): Promise<Record<string, unknown>> {
  all();
  const answer = await fetch(`${fixture.url}/events${query}`);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  return (await answer.json()) as Record<string, unknown>;
}

const many = (count: number): string => Array.from({ length: count }, () => 'state').join();

it.each([
  ['', 'missing-parameter', 'topics is missing'],
  ['?topics=', 'invalid-parameter', 'topics is empty, which is no topic'],
  ['?topics=state,', 'invalid-parameter', 'topics is empty, which is no topic'],
  ['?topics=state&topics=state', 'repeated-parameter', 'topics is given 2 times'],
  [`?topics=${many(101)}`, 'invalid-parameter', 'topics has 101 topics: 100 are the most'],
  ['?topics=price', 'invalid-parameter', 'topics is "price", which is no topic'],
  ['?topics=spot:btcusdt', 'invalid-parameter', 'topics is "spot:btcusdt", which is no topic'],
  ['?topics=state,margin:btcusdt:price', 'invalid-parameter', 'topic "margin:btcusdt:price": market is "margin"'],
  ['?topics=spot:btcusdt:prices', 'invalid-parameter', 'topic "spot:btcusdt:prices": type is "prices"'],
  ['?topics=spot:btcusdt:', 'invalid-parameter', 'topic "spot:btcusdt:": type is empty'],
  ['?topics=spot:solusdt:price', 'pair-not-configured', 'topic "spot:solusdt:price": solusdt is not collected'],
  [
    '?topics=usdm:ethusdt:price',
    'pair-not-configured',
    'ethusdt is not collected in usdm, but in spot: begin the topic with spot',
  ],
  ['?topics=spot::price', 'invalid-parameter', 'topic "spot::price": code is empty'],
  ['?topics=spot:../etc:price', 'invalid-parameter', 'topic "spot:../etc:price": code is "../etc"'],
  [
    '?topics=spot:btcusdt:avg-price',
    'feed-disabled',
    'topic "spot:btcusdt:avg-price": type avg-price is not collected',
  ],
  ['?topics=usdm:btcusdt:1:price=index', 'feed-disabled', 'price index is not collected'],
  ['?topics=usdm:btcusdt:1:price=last', 'invalid-parameter', 'price is "last"'],
  ['?topics=usdm:btcusdt:1:mark', 'invalid-parameter', 'neither price=… nor contract=…'],
  ['?topics=usdm:btcusdt:1:price=mark:contract=perpetual', 'invalid-parameter', 'price and contract are given'],
  ['?topics=spot:btcusdt:1:price=mark', 'invalid-parameter', 'price means nothing for type 1 of spot'],
  ['?topics=spot:*:trades', 'invalid-parameter', '* stands for all pairs of a latest value, and type trades is none'],
  ['?topics=spot:*:depth', 'invalid-parameter', '* stands for all pairs of a latest value, and type depth is none'],
])('%s is refused as %s, with what is wrong', async (query, error, detail) => {
  const problem = await refusal(query);
  expect(problem).toMatchObject({ error, parameter: 'topics' });
  expect(problem.detail).toContain(detail);
  expect(problem.accepted).toBeTruthy();
});

it.each([
  ['spot:BtcUsdt:price,spot:SolUsdt:price,state', 'spot:SolUsdt:price'],
  ['state,price', 'price'],
  ['state,', ''],
  ['spot:btcusdt:1:mark,state', 'spot:btcusdt:1:mark'],
  ['spot:*:trades', 'spot:*:trades'],
  ['spot:btcusdt:a%20%2Cb', 'spot:btcusdt:a '],
  [`spot:${'x'.repeat(300)}:price`, `spot:${'x'.repeat(195)}`],
])('of %s the one at fault is named as it was written, so that the others can be followed', async (topics, topic) => {
  const problem = await refusal(`?topics=${topics}`);
  expect(problem).toMatchObject({ parameter: 'topics', topic });
});

it.each(['', '?topics=state&topics=state', `?topics=${many(101)}`])('%s has no topic at fault', async (query) => {
  expect(await refusal(query)).not.toHaveProperty('topic');
});

it.each([
  ['skip', 'invalid-parameter', 'unknown is "skip"'],
  ['tell&unknown=tell', 'repeated-parameter', 'unknown is given 2 times'],
])('unknown=%s is refused as %s', async (unknown, error, detail) => {
  const problem = await refusal(`?topics=state&unknown=${unknown}`);
  expect(problem).toMatchObject({ error, parameter: 'unknown', accepted: ['refuse', 'tell'] });
  expect(problem.detail).toContain(detail);
});

it('topics that there are not are told of where that is wished, and the others are followed', async () => {
  all();
  const unknown = ['spot:SolUsdt:price', 'spot:btcusdt:avg-price', 'price'];
  const reader = await fixture.open(`${unknown.join()},spot:BTCUSDT:price,state,price`, {}, '/events?unknown=tell');
  await reader.await('spot:btcusdt:price');
  await reader.await('state');
  const removed = reader.events().filter(({ name }) => name === 'removed');
  expect(removed.map(({ data }) => [data.topic, data.error])).toEqual([
    ['spot:SolUsdt:price', 'pair-not-configured'],
    ['spot:btcusdt:avg-price', 'feed-disabled'],
    ['price', 'invalid-parameter'],
  ]);
  expect(removed[0]?.data.why).toContain('solusdt is not collected');
});

it('a market that is not collected is refused', async () => {
  fixture.edit({});
  const problem = (await (await fetch(`${fixture.url}/events?topics=usdm:btcusdt:1`)).json()) as object;
  expect(problem).toMatchObject({
    status: 404,
    error: 'market-not-configured',
    parameter: 'topics',
    accepted: ['spot'],
  });
});

it('a hundred topics are followed, each once however it is written', async () => {
  all();
  const reader = await fixture.open(`${many(97)},usdm:BTCUSDT:1:price=mark,spot:btcusdt:trades,spot:BtcUsdt:trades`);
  await reader.await('spot:btcusdt:trades');
  await reader.await('usdm:btcusdt:1:price=mark');
  await reader.await('state');
  expect(reader.of('spot:btcusdt:trades')).toHaveLength(1);
});

it('HEAD is answered at once, and other methods are refused', async () => {
  const head = http.request(`${fixture.url}/events?topics=state`, { method: 'HEAD' }).end();
  const [response] = await once(head, 'response');
  expect(response.statusCode).toBe(200);
  expect(response.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-content-type-options': 'nosniff',
  });
  await once(response.resume(), 'end');
  expect((await fetch(`${fixture.url}/events?topics=state`, { method: 'POST' })).status).toBe(405);
});

it('the path may be written in any case, and HTTP/1.0 is answered, too', async () => {
  const { port } = new URL(fixture.url);
  const caller = await call(Number(port), 'GET /EVENTS/?topics=state HTTP/1.0\r\n\r\n');
  await eventually(() => /\r\n\r\nretry: \d+\n\nid: [\w-]+\nevent: state\ndata: /.test(caller.text()));
  expect(caller.text()).not.toMatch(/transfer-encoding/i);
  caller.socket.destroy();
});

it('a compressed stream is never sent', async () => {
  const reader = await fixture.open('state', { 'accept-encoding': 'gzip' });
  await reader.await('state');
  expect(reader.response.headers).not.toHaveProperty('content-encoding');
});
