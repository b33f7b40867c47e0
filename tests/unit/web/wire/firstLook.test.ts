import { firstLook } from '../../../../web/wire/firstLook.ts';
import { sendEarly } from '../../../../web/wire/send.ts';
import { type FakeApi, fakeApi } from './fakeStreams.ts';

let api: FakeApi;
let told: string[];
let end: () => void;

const pass = (ms = 0) => jest.advanceTimersByTimeAsync(ms);
const look = (topics: readonly string[], key: string | null = null) => {
  end = firstLook(topics, key, ({ topic }) => void told.push(topic));
};

beforeEach(() => {
  jest.useFakeTimers();
  api = fakeApi();
  told = [];
});
afterEach(() => {
  end();
  jest.useRealTimers();
});

it('asks once, and ends as soon as each topic was told', async () => {
  look(['state', 'a']);
  api.last().accept().tell('a').tell('state').tell('a');
  await pass();
  expect(told).toEqual(['a', 'state']);
  expect([api.streams.length, api.open().length]).toEqual([1, 0]);
});

it('ends after 2 s where a topic is not told, as it does when it is ended', async () => {
  look(['state', 'a']);
  api.last().open();
  await pass(1_900);
  expect(api.open()).toHaveLength(1);
  await pass(200);
  expect(api.open()).toHaveLength(0);
  look(['state']);
  end();
  expect(api.open()).toHaveLength(0);
});

it('one topic that there is not keeps nobody from the others', async () => {
  look(['state', 'a', 'b']);
  api.last().refuse(404, { error: 'unknown-topic', topic: 'a' });
  await pass();
  expect(api.last().topics).toEqual(['state', 'b']);
  api.last().accept().tell('state').tell('b');
  await pass();
  expect([told, api.streams.length]).toEqual([['state', 'b'], 2]);
});

it.each([
  [401, {}],
  [503, {}],
  [404, { topic: 'state' }],
])('with what the API refuses otherwise it asks no more: status %s, %j', async (status, problem) => {
  look(['state']);
  api.last().refuse(status, problem);
  await pass(5_000);
  expect([told, api.streams.length]).toEqual([[], 1]);
});

describe('what was sent early', () => {
  const path = 'events?topics=state';

  it('is what answers it, and ends with it', async () => {
    sendEarly(path);
    look(['state']);
    expect(api.streams).toHaveLength(1);
    api.last().open();
    await pass();
    expect([told, api.open().length]).toEqual([['state'], 0]);
    look(['state']);
    expect(api.streams).toHaveLength(2);
  });

  it('is given up where this tab has a key', async () => {
    sendEarly(path);
    look(['state'], 'own');
    expect(api.streams.map(({ isOpen, key }) => [isOpen, key])).toEqual([
      [false, null],
      [true, 'own'],
    ]);
    api.last().open();
    await pass();
    expect(told).toEqual(['state']);
  });
});
