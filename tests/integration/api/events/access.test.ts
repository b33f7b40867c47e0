import { eventually } from '../../../eventually.ts';
import { createEventsFixture, type EventsFixture } from './eventsFixture.ts';

let fixture: EventsFixture;
beforeEach(async () => {
  fixture = await createEventsFixture();
});
afterEach(() => fixture.close());

const status = async (headers: Record<string, string>, path = '/events?topics=state'): Promise<number> => {
  const stopping = new AbortController();
  const answer = await fetch(`${fixture.url}${path}`, { headers, signal: stopping.signal });
  stopping.abort();
  return answer.status;
};

it('an access key is asked for, and taken from each of its places', async () => {
  fixture.edit({ api: { accessKeys: ['right-key'] } });
  expect(await status({})).toBe(401);
  expect(await status({ 'x-api-key': 'wrong-key' })).toBe(401);
  expect(await status({ 'x-api-key': 'right-key' })).toBe(200);
  expect(await status({ 'x-mbx-apikey': 'right-key' })).toBe(200);
  expect(await status({}, '/k/right-key/events?topics=state')).toBe(200);
});

it('a key that is withdrawn ends its streams, and no others', async () => {
  fixture.edit({ api: { accessKeys: ['the-one-key', 'the-other-key'] } });
  const one = await fixture.open('state', { 'x-api-key': 'the-one-key' });
  const inPath = await fixture.open('state', {}, '/k/the-one-key/events');
  const other = await fixture.open('state', { 'x-api-key': 'the-other-key' });
  await Promise.all([one, inPath, other].map((reader) => reader.await('state')));
  fixture.edit({ api: { accessKeys: ['the-other-key'] } });
  await eventually(() => one.isEnded() && inPath.isEnded());
  expect(one.events().at(-1)).toMatchObject({ name: 'end', data: { cause: 'withdrawn' } });
  const before = other.of('state').length;
  await eventually(() => other.of('state').length > before);
  expect(other.isEnded()).toBe(false);
  const health = await fetch(`${fixture.url}/health`, { headers: { 'x-api-key': 'the-other-key' } });
  expect(await health.json()).toMatchObject({ events: { readers: 1, ended: { withdrawn: 2 } } });
});

it('a Host that is none of ours is refused', async () => {
  // fetch sets its own Host.
  await expect(fixture.open('state', { host: 'evil.example' })).rejects.toThrow('answered 421');
});

it('a web page of another site is refused, and one of api.cors may read', async () => {
  const origin = 'https://panel.example';
  await expect(fixture.open('state', { origin })).rejects.toThrow('answered 403');
  const crossSite = { 'sec-fetch-site': 'cross-site' };
  await expect(fixture.open('state', crossSite)).rejects.toThrow('answered 403');
  fixture.edit({ api: { cors: [origin] } });
  const reader = await fixture.open('state', { origin, ...crossSite });
  expect(reader.response.headers['access-control-allow-origin']).toBe(origin);
  const own = await fixture.open('state');
  const preflight = await fetch(`${fixture.url}/events`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'GET' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toContain('Last-Event-ID');
  fixture.edit({ api: { cors: ['https://another.example'] } });
  await eventually(() => reader.isEnded());
  expect(reader.events().at(-1)).toMatchObject({ name: 'end', data: { cause: 'withdrawn' } });
  expect(own.isEnded()).toBe(false);
});
