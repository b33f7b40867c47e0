import type { Socket } from 'node:net';
import { eventually } from '../../../eventually.ts';
import { answerOf, createRequestsFixture, NOW, type RequestsFixture } from './requestsFixture.ts';

/** Callers that send rubbish, too much, or take nothing. */

let fixture: RequestsFixture;
beforeEach(async () => {
  fixture = await createRequestsFixture();
});
afterEach(async () => {
  expect(fixture.defects).toEqual([]);
  await fixture.close();
});

const request = (id: number, method = 'ping') => JSON.stringify({ id, method });
const KEYS = ['key-of-one-bot', 'key-of-another-bot'] as const;
const at = (key: string, path = '/ws-api/v3') => `/k/${key}${path}`;
const waiting = () => fixture.sockets.states.get('requests')?.now().waiting ?? Number.NaN;

it.each<[string, string | Buffer, number, string]>([
  ['broken JSON', '{"id":1,', -1135, 'Invalid JSON request.'],
  ['an empty message', '', -1135, 'Invalid JSON request.'],
  ['a list', '[{"id":1,"method":"ping"}]', -1135, 'Invalid JSON request.'],
  ['bytes', Buffer.from('{"id":1,"method":"ping"}'), -1135, 'Invalid JSON request; expected a text frame.'],
  ['an id that is none', '{"id":{"a":1},"method":"ping"}', -1135, "Invalid 'id' in JSON request; expected an integer"],
  ['no method', '{"id":1}', -1135, "Invalid 'method' in JSON request; expected a string."],
  ['a method of 60 kB', JSON.stringify({ id: 1, method: 'x'.repeat(60_000) }), -1020, 'There is no method "xxx'],
  ['an order', '{"id":1,"method":"order.place","params":{"apiKey":"k","signature":"s"}}', -1020, 'Trading and signed'],
])('%s is refused, and the socket stays', async (_what, message, code, says) => {
  const caller = await fixture.open();
  expect((await caller.say(message)).error).toMatchObject({ code, msg: expect.stringContaining(says) });
  expect(await caller.ask('ping')).toMatchObject({ status: 200 });
});

it('no more than fifty requests of a socket are answered at once; all are answered in the end', async () => {
  const open: (() => void)[] = [];
  fixture.answer = () => new Promise((resolve) => open.push(() => resolve(answerOf('{}'))));
  const caller = await fixture.open();
  for (let id = 0; id < 500; id += 1) caller.socket.send(request(id));
  await eventually(() => open.length === 50);
  const another = await fixture.open();
  another.socket.send(request(0));
  await eventually(() => open.length === 51);
  let most = 51;
  await eventually(() => {
    for (const end of open.splice(0)) end();
    most = Math.max(most, open.length);
    return caller.answers.length === 500;
  });
  expect(caller.answers.map(({ id }) => id)).toEqual(Array.from({ length: 500 }, (_, id) => id));
  expect([most, fixture.asked.length, another.answers.length]).toEqual([51, 501, 1]);
});

it('what comes while so many are answered is not read: it waits where it comes from', async () => {
  const open: (() => void)[] = [];
  fixture.answer = () => new Promise((resolve) => open.push(() => resolve(answerOf('{}'))));
  const caller = await fixture.open('/ws-api/v3?returnRateLimits=false');
  const filler = 'x'.repeat(60_000);
  for (let id = 0; id < 500; id += 1) caller.socket.send(JSON.stringify({ id, method: 'ping', params: { filler } }));
  await eventually(() => open.length === 50);
  await settled(() => caller.socket.bufferedAmount);
  // Of 30 MB what fits into the system's own buffers is gone.
  expect(caller.socket.bufferedAmount).toBeGreaterThan(15_000_000);
  await eventually(() => {
    for (const end of open.splice(0)) end();
    return caller.answers.length === 500;
  });
});

/** Resolves once a figure stays as it is. */
async function settled(read: () => number): Promise<void> {
  let [known, times] = [Number.NaN, 0];
  await eventually(() => {
    times = read() === known ? times + 1 : 0;
    known = read();
    return times === 50;
  });
}

it('a caller that takes nothing holds up himself alone, and gets all of it once he reads', async () => {
  const body = `"${'x'.repeat(1_000_000)}"`;
  fixture.answer = ({ path }) => Promise.resolve(answerOf(path.endsWith('ping') ? '{}' : body));
  const caller = await fixture.open('/ws-api/v3?returnRateLimits=false');
  const { _socket: socket } = caller.socket as unknown as { _socket: Socket };
  socket.pause();
  const before = process.memoryUsage().external;
  for (let id = 0; id < 200; id += 1) caller.socket.send(request(id, 'exchangeInfo'));
  await eventually(() => fixture.asked.length >= 50);
  const another = await fixture.open();
  for (let tries = 0; tries < 20; tries += 1) expect(await another.ask('ping')).toMatchObject({ status: 200 });
  // What the system takes for a caller is some megabytes at the most.
  const asked = fixture.asked.filter(({ path }) => path.endsWith('Info')).length;
  expect(asked).toBeLessThan(60);
  expect(waiting()).toBeLessThan(300_000);
  expect(process.memoryUsage().external - before).toBeLessThan(100_000_000);
  socket.resume();
  await eventually(() => caller.answers.length === 200);
  expect(caller.answers.every(({ id, text }) => text === `{"id":${id},"status":200,"result":${body}}`)).toBe(true);
});

it('a caller that leaves while answers are on their way leaves nothing behind', async () => {
  const open: (() => void)[] = [];
  fixture.answer = () => new Promise((resolve) => open.push(() => resolve(answerOf('{}'))));
  const caller = await fixture.open();
  for (let id = 0; id < 60; id += 1) caller.socket.send(request(id));
  await eventually(() => open.length === 50);
  caller.socket.terminate();
  await eventually(() => fixture.sockets.states.get('requests')?.now().sockets === 0 || end());
  expect(fixture.asked.length).toBeLessThan(60);
  expect([caller.answers.length, waiting()]).toEqual([0, 0]);

  function end(): false {
    // While it is not read from, nobody sees that a caller has left.
    for (const done of open.splice(0, 1)) done();
    return false;
  }
});

it('more requests at once than weigh what a minute allows end the socket, and no other', async () => {
  fixture.weightPerMinute = 60;
  fixture.api = { accessKeys: [...KEYS] };
  const [caller, another] = [await fixture.open(at(KEYS[0])), await fixture.open(at(KEYS[1]))];
  for (let id = 0; id < 100; id += 1) caller.socket.send(request(id));
  expect(await caller.closed).toEqual({ code: 1008, reason: 'Too many requests' });
  expect(await another.ask('ping')).toMatchObject({ status: 200 });
  expect(fixture.asked.length).toBeLessThanOrEqual(62);
});

it('over all of its sockets a caller has no more of them, is told so with 429, and keeps its sockets', async () => {
  fixture.weightPerMinute = 60;
  fixture.api = { accessKeys: [...KEYS] };
  const mine = await Promise.all(Array.from({ length: 4 }, () => fixture.open(at(KEYS[0]))));
  const another = await fixture.open(at(KEYS[1]));
  for (let id = 0; id < 40; id += 1) for (const { socket } of mine) socket.send(request(id));
  await eventually(() => mine.every(({ answers }) => answers.length === 40));
  const statuses = mine.flatMap(({ answers }) => answers.map(({ status }) => status));
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
  expect(fixture.asked.length).toBe(statuses.filter((status) => status === 200).length);
  // One a second comes back.
  expect(fixture.asked.length).toBeLessThan(100);
  expect(mine[3]?.answers.find(({ status }) => status === 429)?.error).toMatchObject({
    code: -1003,
    msg: expect.stringContaining('all sockets of a caller together may send 60 requests per 1 MINUTE'),
    data: { retryAfter: NOW + 1_000 },
  });
  expect(await another.ask('ping')).toMatchObject({ status: 200 });
  // Markets are counted apart, as the exchange counts them.
  expect(await (await fixture.open(at(KEYS[0], '/ws-fapi/v1'))).ask('ticker.price')).toMatchObject({ status: 200 });
  expect(fixture.counted.filter((labels) => labels === 'spot ping throttled').length).toBeGreaterThan(50);
});

it('a message of more than 64 kB ends the socket', async () => {
  const caller = await fixture.open();
  caller.socket.send(`{"id":1,"method":"ping","params":{"a":"${'x'.repeat(65_536)}"}}`);
  expect(await caller.closed).toMatchObject({ code: 1009 });
  expect(fixture.asked).toEqual([]);
});

it('a server that stops tells all callers, those too for whom answers are on their way', async () => {
  fixture.answer = () => new Promise(() => undefined);
  const [idle, busy] = [await fixture.open(), await fixture.open()];
  for (let id = 0; id < 100; id += 1) busy.socket.send(request(id));
  await eventually(() => fixture.asked.length === 50);
  const stopped = fixture.server.stop({ silentMs: 100, mostMs: 1_000 });
  for (const caller of [idle, busy]) expect(await caller.closed).toMatchObject({ code: 1001 });
  await stopped;
});

it('refusals are held back for whoever is refused again and again, and answers are not', async () => {
  const refused: string[] = [];
  fixture.heldMs = (who) => {
    refused.push(who);
    return refused.length > 1 ? 500 : 0;
  };
  const caller = await fixture.open();
  expect(await caller.ask('ping')).toMatchObject({ status: 200 });
  expect(await caller.ask('order.place')).toMatchObject({ status: 403 });
  const since = performance.now();
  const held = caller.ask('order.place');
  caller.socket.send('{');
  expect(await caller.ask('ping')).toMatchObject({ status: 200 });
  expect(caller.answers.map(({ status }) => status)).toEqual([200, 403, 200]);
  await held;
  await eventually(() => caller.answers.length === 5);
  expect(performance.now() - since).toBeGreaterThan(490);
  expect(refused).toEqual(Array(3).fill('127.0.0.1'));
});
