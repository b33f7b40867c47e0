import { Connection } from '../../../../web/wire/connection.ts';
import type { Link, PushEvent } from '../../../../web/wire/messages.ts';
import { type FakeApi, fakeApi } from './fakeStreams.ts';

let api: FakeApi;
let connection: Connection;
let links: Link[];
let told: PushEvent[];
let refused: [topic: string, why: string][];
let onEvent: (event: PushEvent) => void;

const pass = (ms = 0) => jest.advanceTimersByTimeAsync(ms);
const names = () => told.map(({ topic }) => topic);
const link = () => links.at(-1);

function connect(key: string | null = null): void {
  connection = new Connection({
    key,
    onEvent: (event) => onEvent(event),
    onLink: (next) => void links.push(next),
    onRefused: (topic, why) => void refused.push([topic, why]),
  });
}

beforeEach(() => {
  jest.useFakeTimers();
  api = fakeApi();
  [links, told, refused] = [[], [], []];
  onEvent = (event) => void told.push(event);
  connect();
});
afterEach(() => {
  connection.close();
  jest.useRealTimers();
});

/** Follows topics, and the API has told something of the first. */
async function follow(...topics: string[]) {
  connection.follow(topics);
  const stream = api.last().open(topics[0]);
  await pass();
  return stream;
}

describe('when topics change', () => {
  it('the stream goes on telling until the next one tells, and ends then', async () => {
    const first = await follow('a');
    connection.follow(['a', 'b']);
    const second = api.last().accept();
    await pass();
    first.tell('a', { n: 2 });
    await pass();
    expect(names()).toEqual(['a', 'a']);
    expect([first.isOpen, second.isOpen]).toEqual([true, true]);
    second.tell('b');
    first.tell('a', { n: 3 });
    await pass();
    expect(names()).toEqual(['a', 'a', 'b']);
    expect(api.open()).toEqual([second]);
    expect(links).toEqual([{ state: 'open' }]);
  });

  it('there are never more than two, and one is left', async () => {
    await follow('a');
    for (const topic of ['b', 'c', 'd']) {
      connection.follow(['a', topic]);
      await pass(5);
      expect(api.open()).toHaveLength(2);
    }
    const last = api.last().open('d');
    await pass(1_500);
    expect(api.open()).toEqual([last]);
    expect(last.topics).toEqual(['a', 'd']);
  });

  it('a line without an event is a sign of life, too', async () => {
    connection.follow(['a']);
    api.last().accept().write(':\n\n');
    await pass();
    expect(link()).toEqual({ state: 'open' });
    expect(told).toEqual([]);
  });

  it('more than an API takes are refused, the last ones', async () => {
    const topics = Array.from({ length: 102 }, (_, at) => `t${at}`);
    connection.follow(topics);
    expect(api.last().topics).toEqual(topics.slice(0, 100));
    expect(refused.map(([topic]) => topic)).toEqual(['t100', 't101']);
    expect(refused[0]?.[1]).toMatch(/100 topics/);
  });
});

describe('a stream that hangs', () => {
  it('while it opens is given up after 15 s, and another is tried', async () => {
    connection.follow(['a']);
    await pass(14_900);
    expect([api.streams.length, api.open().length]).toEqual([1, 1]);
    await pass(200);
    expect(api.open()).toEqual([]);
    expect(link()).toMatchObject({ state: 'frozen', since: null, code: 'away' });
    await pass(1_000);
    api.last().open('a');
    await pass();
    expect(api.streams).toHaveLength(2);
    expect(link()).toEqual({ state: 'open' });
  });

  it('is frozen after 2.2 s of silence, since what it told last, and mends when it tells again', async () => {
    const stream = await follow('a');
    const since = Date.now();
    await pass(2_100);
    expect(link()).toEqual({ state: 'open' });
    await pass(400);
    expect(link()).toMatchObject({ state: 'frozen', since, code: 'silent' });
    stream.tell('a');
    await pass();
    expect(link()).toEqual({ state: 'open' });
    expect(api.streams).toHaveLength(1);
  });

  it('is ended after 8 s, and opened anew', async () => {
    const stream = await follow('a');
    const since = Date.now();
    await pass(7_900);
    expect(stream.isOpen).toBe(true);
    await pass(900);
    expect(stream.isOpen).toBe(false);
    expect(api.open()).toHaveLength(1);
    expect(link()).toMatchObject({ state: 'frozen', since });
  });

  it('is seen although the clock was set back an hour meanwhile', async () => {
    await follow('a');
    jest.setSystemTime(Date.now() - 3_600_000);
    await pass(500);
    expect(link()).toMatchObject({ state: 'frozen' });
  });

  it('as a successor of one that ends: it is frozen within 2.5 s', async () => {
    const first = await follow('a');
    connection.follow(['a', 'b']);
    await pass();
    first.end();
    await pass(2_500);
    expect(link()).toMatchObject({ state: 'frozen' });
    api.last().open('b');
    await pass();
    expect(link()).toEqual({ state: 'open' });
    expect(api.streams).toHaveLength(2);
  });
});

describe('after a failure', () => {
  it.each([
    ['the API ends the stream', 'end'],
    ['the connection breaks', 'break'],
  ] as const)('%s: it is frozen at once, and opened again', async (_what, how) => {
    const stream = await follow('a');
    const since = Date.now();
    stream[how]();
    await pass();
    expect(link()).toMatchObject({ state: 'frozen', since, code: 'away' });
    await pass(500);
    api.last().open('a');
    await pass();
    expect([api.streams.length, link()]).toEqual([2, { state: 'open' }]);
  });

  it('it waits longer each time, up to 5 s, and anew after a success', async () => {
    connection.follow(['a']);
    const waits: number[] = [];
    for (let times = 0; times < 8; times += 1) {
      api.last().refuse(500, {}, { 'Retry-After': '0.1' });
      const before = api.streams.length;
      let waited = 0;
      for (; api.streams.length === before && waited < 10_000; waited += 100) await pass(100);
      waits.push(waited);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000, 5_000]);
    api.last().open('a').end();
    await pass(600);
    expect(api.open()).toHaveLength(1);
  });

  it.each([503, 429])('it comes back when the API says so (%s), whatever changes meanwhile', async (status) => {
    const first = await follow('a');
    connection.follow(['a', 'b']);
    api.last().refuse(status, { error: 'no-room', detail: 'no room' }, { 'Retry-After': '20' });
    await pass(10);
    expect(link()).toEqual({ state: 'open' });
    first.end();
    await pass(10);
    expect(link()).toMatchObject({ state: 'frozen' });
    connection.follow(['c']);
    await pass(19_900);
    expect(api.streams).toHaveLength(2);
    await pass(200);
    expect(api.last().topics).toEqual(['c']);
    api.last().open('c');
    await pass(2_000);
    expect(api.streams).toHaveLength(3);
  });

  it('a listener that throws leaves no stream behind', async () => {
    onEvent = () => {
      throw new Error('of a test');
    };
    const stream = await follow('a');
    expect(stream.isOpen).toBe(false);
    await pass(1_100);
    expect(api.open()).toHaveLength(1);
  });

  it('an event that does not end closes its stream', async () => {
    const stream = await follow('a');
    stream.write(`data: ${'x'.repeat(16_000_001)}`);
    await pass(1_100);
    expect(stream.isOpen).toBe(false);
    expect(api.open()).toHaveLength(1);
  });
});

describe('what is refused', () => {
  it('a topic is left out and told, and the others go on', async () => {
    const first = await follow('a');
    connection.follow(['a', 'b,c', 'd']);
    api.last().refuse(404, { error: 'pair-not-configured', detail: 'No b.', topic: 'b,c' });
    await pass();
    expect(refused).toEqual([['b,c', '/events: No b.']]);
    expect(api.last().topics).toEqual(['a', 'd']);
    api.last().open('d');
    await pass();
    expect(first.isOpen).toBe(false);
    expect(api.open()).toHaveLength(1);
    expect(links).toEqual([{ state: 'open' }]);
  });

  it('a key is not asked with again until that is allowed', async () => {
    connection.close();
    connect('wrong');
    connection.follow(['a']);
    expect(api.last().key).toBe('wrong');
    api.last().refuse(401);
    await pass();
    expect(link()).toMatchObject({ state: 'frozen', code: 'key' });
    connection.follow(['a', 'b']);
    await pass(120_000);
    expect(api.streams).toHaveLength(1);
    connection.allow();
    connection.follow(['a']);
    api.last().open('a');
    await pass();
    expect(link()).toEqual({ state: 'open' });
  });

  it('a key that is withdrawn while a stream is open is not asked with again when that ends', async () => {
    const first = await follow('a');
    connection.follow(['a', 'b']);
    api.last().refuse(401);
    await pass();
    expect(link()).toEqual({ state: 'open' });
    first.end();
    await pass(60_000);
    expect(api.streams).toHaveLength(2);
    expect(link()).toMatchObject({ state: 'frozen', code: 'key' });
  });
});

it('nothing goes on after its end', async () => {
  const stream = await follow('a');
  connection.follow(['b']);
  connection.close();
  stream.tell('a');
  await pass(60_000);
  expect(api.open()).toEqual([]);
  expect(api.streams).toHaveLength(2);
  expect(names()).toEqual(['a']);
  expect(links).toEqual([{ state: 'open' }]);
});
