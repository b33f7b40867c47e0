import { eventually } from '../../../eventually.ts';
import { createStreamsFixture, type TestCaller } from './streamsFixture.ts';

let api: Awaited<ReturnType<typeof createStreamsFixture>>;
let caller: TestCaller;
beforeAll(async () => {
  api = await createStreamsFixture();
});
afterAll(() => api.close());
beforeEach(async () => {
  caller = await api.open('/stream');
});
afterEach(async () => {
  caller.socket.terminate();
  const nothing = { sockets: 0, subscriptions: 0, streams: 0, waiting: 0 };
  await eventually(() => expect(api.streams.callers.now()).toEqual(nothing) ?? true, 5_000);
  await eventually(() => api.link.followed().length === 0, 5_000);
  expect(api.defects).toEqual([]);
});

/** Sends a text and waits for so many answers. */
async function answersTo(text: string | Buffer, count = 1): Promise<Record<string, unknown>[]> {
  caller.socket.send(text);
  return eventually(() => caller.answers().length >= count && caller.answers(), 10_000);
}

it('streams are followed and left, and listed in the order in which they were asked for', async () => {
  expect(await caller.ask('SUBSCRIBE', ['btcusdt@depth@100ms', 'ethusdt@trade'])).toEqual({ result: null, id: 1 });
  expect(await caller.ask('SUBSCRIBE', ['btcusdt@kline_1m', 'ethusdt@trade'])).toEqual({ result: null, id: 2 });
  expect(await caller.ask('LIST_SUBSCRIPTIONS')).toEqual({
    result: ['btcusdt@depth@100ms', 'ethusdt@trade', 'btcusdt@kline_1m'],
    id: 3,
  });
  expect(await caller.ask('UNSUBSCRIBE', ['ethusdt@trade', 'ethusdt@never'])).toEqual({ result: null, id: 4 });
  expect((await caller.ask('LIST_SUBSCRIPTIONS')).result).toEqual(['btcusdt@depth@100ms', 'btcusdt@kline_1m']);
  expect(new Set(api.link.followed())).toEqual(new Set(['btcusdt@depth@100ms', 'btcusdt@kline_1m']));
  const before = caller.texts.filter((text) => text.includes('ethusdt@trade')).length;
  await eventually(() => caller.texts.filter((text) => text.includes('btcusdt@depth')).length > 5);
  expect(caller.texts.filter((text) => text.includes('ethusdt@trade'))).toHaveLength(before);
});

it('no frame of a stream comes before the answer', async () => {
  const other = await api.open('/ws/btcusdt@depth@100ms');
  await eventually(() => other.texts.length > 0);
  await caller.ask('SUBSCRIBE', ['btcusdt@depth@100ms', 'ethusdt@kline_1m']);
  expect(caller.texts[0]).toBe('{"result":null,"id":1}');
  other.socket.terminate();
});

it('`combined` can be changed while events come', async () => {
  expect(await caller.ask('GET_PROPERTY', ['combined'])).toEqual({ result: true, id: 1 });
  await caller.ask('SUBSCRIBE', ['btcusdt@depth@100ms']);
  await eventually(() => caller.texts.some((text) => text.startsWith('{"stream":"btcusdt@depth@100ms","data":{"e":')));
  expect(await caller.ask('SET_PROPERTY', ['combined', false])).toEqual({ result: null, id: 3 });
  expect(await caller.ask('GET_PROPERTY', ['combined'])).toEqual({ result: false, id: 4 });
  await eventually(() => caller.texts.at(-1)?.startsWith('{"e":"depthUpdate"') === true);
});

it.each([
  ['a number', '7', 7],
  ['a negative number', '-7', -7],
  ['32 hex digits', '"00c0ffee00c0ffee00c0ffee00c0ffee"', '00c0ffee00c0ffee00c0ffee00c0ffee'],
  ['a UUID', '"00c0ffee-00c0-ffee-00c0-ffee00c0ffee"', '00c0ffee-00c0-ffee-00c0-ffee00c0ffee'],
  ['null', 'null', null],
])('an id may be %s', async (_, json, id) => {
  const [answer] = await answersTo(`{"method":"LIST_SUBSCRIPTIONS","id":${json}}`);
  expect(answer).toEqual({ result: [], id });
});

it('an id of 64 bits comes back to the digit', async () => {
  await answersTo('{"method":"LIST_SUBSCRIPTIONS","id":9223372036854775807}');
  expect(caller.texts).toEqual(['{"result":[],"id":9223372036854775807}']);
});

it('a message without an id is answered', async () => {
  expect(await answersTo('{"method":"LIST_SUBSCRIPTIONS"}')).toEqual([{ result: [], id: null }]);
});

const bad = (code: number, id: unknown = null) => ({
  error: { code, msg: expect.any(String) },
  code,
  msg: expect.any(String),
  id,
});

it.each<[string, string | Buffer, object]>([
  ['broken JSON', '{"method":', bad(3)],
  ['an empty text', '', bad(3)],
  ['a list', '[1]', bad(2)],
  ['a number', '1', bad(2)],
  ['null', 'null', bad(2)],
  ['bytes', Buffer.from([0, 255, 1]), bad(2)],
  ['an unknown method', '{"method":"ORDER","id":1}', bad(2, 1)],
  ['a method in small letters', '{"method":"subscribe","params":[],"id":1}', bad(2, 1)],
  ['a method that is no text', '{"method":{"a":1},"id":1}', bad(2, 1)],
  ['no method', '{"id":"x"}', bad(2, 'x')],
  ['an id with a fraction', '{"method":"LIST_SUBSCRIPTIONS","id":1.5}', bad(2)],
  ['an id that is a list', '{"method":"LIST_SUBSCRIPTIONS","id":[1]}', bad(2)],
  ['a long id', `{"method":"LIST_SUBSCRIPTIONS","id":"${'x'.repeat(37)}"}`, bad(2)],
  ['an id with quotes', '{"method":"LIST_SUBSCRIPTIONS","id":"a\\"b"}', bad(2)],
  ['params that are no list', '{"method":"SUBSCRIBE","params":"btcusdt@trade","id":1}', bad(2, 1)],
  ['no params', '{"method":"SUBSCRIBE","id":1}', bad(2, 1)],
  ['names that are no texts', '{"method":"SUBSCRIBE","params":["btcusdt@trade",1],"id":1}', bad(2, 1)],
  ['an unknown stream', '{"method":"SUBSCRIBE","params":["btcusdt@nonsense"],"id":1}', bad(-1121, 1)],
  ['a stream in capitals', '{"method":"SUBSCRIBE","params":["BTCUSDT@trade"],"id":"a"}', bad(-1121, 'a')],
  ['a stream of futures', '{"method":"SUBSCRIBE","params":["btcusdt@markPrice"],"id":1}', bad(-1121, 1)],
  ['an empty name', '{"method":"SUBSCRIBE","params":[""],"id":1}', bad(-1121, 1)],
  ['a good and a bad one', '{"method":"SUBSCRIBE","params":["btcusdt@trade","x"],"id":1}', bad(-1121, 1)],
  ['an unknown property', '{"method":"SET_PROPERTY","params":["fast",true],"id":1}', bad(0, 1)],
  ['a property that is no text', '{"method":"SET_PROPERTY","params":[true],"id":1}', bad(2, 1)],
  ['a property that is no yes or no', '{"method":"SET_PROPERTY","params":["combined","yes"],"id":1}', bad(1, 1)],
  ['a property with too much', '{"method":"SET_PROPERTY","params":["combined",true,1],"id":1}', bad(2, 1)],
  ['__proto__', '{"method":"__proto__","id":1}', bad(2, 1)],
])('%s is answered with an error, and nothing is followed', async (_, text, error) => {
  expect(await answersTo(text)).toEqual([error]);
  expect((await caller.ask('LIST_SUBSCRIPTIONS', [], 99)).result).toEqual([]);
});

it('a pair that is not listed is refused', async () => {
  api.symbols = new Set(['BTCUSDT']);
  expect(await caller.ask('SUBSCRIBE', ['nosuchusdt@trade'])).toEqual(bad(-1121, 1));
  expect(await caller.ask('SUBSCRIBE', ['btcusdt@trade'])).toEqual({ result: null, id: 2 });
  api.symbols = null;
});

it('more than 1,024 streams are refused, and those before stay', async () => {
  await caller.ask('SUBSCRIBE', ['btcusdt@trade']);
  const names = Array.from({ length: 1024 }, (_, index) => `a${index}usdt@trade`);
  expect(await caller.ask('SUBSCRIBE', names)).toEqual(bad(2, 2));
  expect((await caller.ask('LIST_SUBSCRIPTIONS')).result).toEqual(['btcusdt@trade']);
});

it('what the relay does not know is refused, whatever else was asked in the same message', async () => {
  api.link.refusing.set('ethusdt@trade', 'unknown');
  expect(await caller.ask('SUBSCRIBE', ['btcusdt@trade', 'ethusdt@trade'])).toEqual(bad(-1121, 1));
  expect((await caller.ask('LIST_SUBSCRIPTIONS')).result).toEqual([]);
  api.link.refusing.clear();
});

it('a relay that is full is told, and the socket stays', async () => {
  api.link.refusing.set('btcusdt@trade', 'full');
  expect(await caller.ask('SUBSCRIBE', ['btcusdt@trade'])).toEqual(bad(-1001, 1));
  api.link.refusing.clear();
  expect(await caller.ask('SUBSCRIBE', ['btcusdt@trade'])).toEqual({ result: null, id: 2 });
});

it('UNSUBSCRIBE right behind SUBSCRIBE leaves what was asked for, though its names are still checked', async () => {
  caller.socket.send('{"method":"SUBSCRIBE","params":["btcusdt@trade","ethusdt@trade"],"id":1}');
  caller.socket.send('{"method":"UNSUBSCRIBE","params":["btcusdt@trade"],"id":2}');
  await eventually(() => caller.answers().length === 2);
  expect(caller.answers()).toEqual(expect.arrayContaining([1, 2].map((id) => ({ result: null, id }))));
  expect((await caller.ask('LIST_SUBSCRIPTIONS', [], 3)).result).toEqual(['ethusdt@trade']);
  expect(api.link.followed()).toEqual(['ethusdt@trade']);
});

describe('while the exchange has not accepted a stream', () => {
  it('UNSUBSCRIBE leaves it, and both are answered', async () => {
    const accept = api.link.hold();
    caller.socket.send('{"method":"SUBSCRIBE","params":["btcusdt@trade","ethusdt@trade"],"id":1}');
    await eventually(() => api.link.followed().length === 2);
    expect(await caller.ask('UNSUBSCRIBE', ['btcusdt@trade'], 2)).toEqual({ result: null, id: 2 });
    expect((await caller.ask('LIST_SUBSCRIPTIONS', [], 3)).result).toEqual([]);
    accept();
    await eventually(() => caller.answers().some(({ id }) => id === 1));
    expect((await caller.ask('LIST_SUBSCRIPTIONS', [], 4)).result).toEqual(['ethusdt@trade']);
    await eventually(() => api.link.followed().join() === 'ethusdt@trade');
  });

  it('a caller that leaves leaves nothing behind', async () => {
    const accept = api.link.hold();
    caller.socket.send('{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1}');
    await eventually(() => api.link.followed().length === 1);
    caller.socket.terminate();
    await eventually(() => api.streams.callers.now().sockets === 0);
    accept();
    await eventually(() => api.link.followed().length === 0);
  });

  it('two requests for it are answered, and one that fails for another stream does not take it away', async () => {
    const accept = api.link.hold();
    api.link.refusing.set('ethusdt@trade', 'unknown');
    caller.socket.send('{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1}');
    caller.socket.send('{"method":"SUBSCRIBE","params":["btcusdt@trade","ethusdt@trade"],"id":2}');
    await eventually(() => api.link.followed().length === 1);
    accept();
    await eventually(() => caller.answers().length === 2);
    expect(caller.answers()).toEqual(expect.arrayContaining([{ result: null, id: 1 }, bad(-1121, 2)]));
    expect((await caller.ask('LIST_SUBSCRIPTIONS', [], 3)).result).toEqual(['btcusdt@trade']);
    api.link.refusing.clear();
  });
});
