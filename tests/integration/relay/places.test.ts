import fs from 'node:fs';
import path from 'node:path';
import { createRelayLink } from '../../../api/relay/link.ts';
import { startRelay } from '../../../relay/relay.ts';
import { freePort } from '../../../scripts/processes/freePort.ts';
import { configOf } from '../../configOf.ts';
import { eventually } from '../../eventually.ts';
import { createTestLog } from '../../testStore.ts';
import { following, openRelay, type RelayFixture } from './relayFixture.ts';

let fixture: RelayFixture;
beforeAll(async () => {
  fixture = await openRelay();
});
afterAll(() => fixture.close());

/** Another relay of the same exchange, at a place of its own. */
function relayAt(url: string) {
  const { simulator, store, log } = fixture;
  const config = configOf({
    pairs: ['btcusdt'],
    relay: { url },
    binance: { spotUrl: simulator.url, usdmUrl: simulator.url, usdmStreamUrl: simulator.usdmStreamUrl },
  });
  return startRelay({ config: () => config, store, log });
}
const linkTo = (place: Parameters<typeof createRelayLink>[0]['place']) =>
  createRelayLink({ place, log: fixture.log, onDefect: () => undefined });

it.each(['127.0.0.1', '::1'])('a relay may listen on a port of %s', async (host) => {
  const port = await freePort(0, host);
  const relay = relayAt(`ws://${host.includes(':') ? `[${host}]` : host}:${port}`);
  await relay.listening;
  const link = linkTo({ host, port });
  const followed = await following(link, 'btcusdt@depth@100ms');
  await eventually(() => followed.frames.length > 0);
  const answer = await fetch(`http://${host.includes(':') ? `[${host}]` : host}:${port}/`);
  expect(answer.status).toBe(426);
  link.close();
  await relay.stop();
});

it('where the address is another host’s, or nobody’s, it waits and says so', async () => {
  const far = relayAt('ws://192.0.2.1:8100');
  await eventually(() =>
    fixture.messages.includes('info 192.0.2.1:8100 (relay.url) is the address of another host: the relay runs there'),
  );
  await far.stop();
});

it('a link to nowhere says that there is no relay, soon', async () => {
  const link = linkTo({ path: '/nowhere/relay.sock' });
  const at = performance.now();
  await expect(following(link, 'btcusdt@trade')).rejects.toMatchObject({ code: 'away', message: 'there is no relay' });
  expect(performance.now() - at).toBeLessThan(6_000);
  expect(link.isUp()).toBe(false);
  link.close();
});

it('a link that is opened finds the books of what another link follows', async () => {
  const { simulator } = fixture;
  const [follower, other] = [fixture.link(), fixture.link()];
  await following(follower, 'btcusdt@depth@100ms');
  expect([other.isUp(), await other.book('spot', 'BTCUSDT', 5)]).toEqual([false, null]);
  other.open();
  await eventually(() => other.isUp());
  expect((await other.book('spot', 'BTCUSDT', 5))?.bids).toHaveLength(5);
  expect(await other.book('spot', 'ETHUSDT', 5)).toBeNull();
  expect(simulator.stats().streams.connections).toBe(1);
});

it('a link that is opened before there is a relay says so once, and is up soon after there is one', async () => {
  const file = path.join(fixture.directory, 'late', 'relay.sock');
  const { log, messages } = createTestLog();
  const link = createRelayLink({ place: { path: file }, log, onDefect: () => undefined });
  link.open();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const relay = relayAt(`unix://${file}`);
  await relay.listening;
  await eventually(() => link.isUp());
  expect(messages).toEqual([`warn no relay of streams at ${file}: ENOENT`, 'info the relay of streams answers again']);
  link.close();
  await relay.stop();
});

it('a socket that somebody removes is opened anew, and one that is put in its place is left alone', async () => {
  const file = path.join(fixture.directory, 'other', 'relay.sock');
  const relay = relayAt(`unix://${file}`);
  await relay.listening;
  const link = linkTo({ path: file });
  await following(link, 'btcusdt@depth@100ms');
  fs.rmSync(file);
  await eventually(() => fixture.messages.some((message) => message.endsWith('is no longer ours: it is opened anew')));
  const again = await eventually(async () => following(link, 'btcusdt@depth@100ms'));
  await eventually(() => again.frames.length > 0);
  link.close();
  await relay.stop();
  expect(fs.existsSync(file)).toBe(false);
});
