import { parseConfig } from '../../../config/parseConfig.ts';
import { describePlace, relayPlaceOf } from '../../../config/relayPlace.ts';
import { configOf } from '../../configOf.ts';

const placeOf = (relay: object, redis: object = {}, directory = '/srv/collector') =>
  relayPlaceOf(configOf({ pairs: ['btcusdt'], relay, redis }), directory);

it('an installation has a socket of its own in its data, whoever looks for it', () => {
  const place = placeOf({});
  expect(describePlace(place)).toMatch(/^\/srv\/collector\/data\/relay\/[0-9a-f]{12}\.sock$/);
  expect(placeOf({}, { url: 'redis://other:secret@127.0.0.1:6379' })).toEqual(place);
  expect(placeOf({}, { db: 3 })).not.toEqual(place);
  expect(placeOf({}, { url: 'unix:///run/redis.sock' })).not.toEqual(place);
});

it('a folder whose path is too long for a socket has it among temporary files', () => {
  const { path = '' } = placeOf({}, {}, `/srv/${'x'.repeat(120)}`) as { path?: string };
  expect(path).toMatch(/\/binance-collector-\d+\/[0-9a-f]{12}\.sock$/);
  expect(path.length).toBeLessThan(104);
});

test.each([
  ['ws://10.0.0.5:8100', { host: '10.0.0.5', port: 8100 }, '10.0.0.5:8100'],
  ['ws://[::1]:80', { host: '::1', port: 80 }, '[::1]:80'],
  ['ws://relay.example:65535', { host: 'relay.example', port: 65535 }, 'relay.example:65535'],
  ['unix:///run/relay.sock', { path: '/run/relay.sock' }, '/run/relay.sock'],
])('relay.url "%s" is a place', (url, place, described) => {
  expect(placeOf({ url })).toEqual(place);
  expect(describePlace(placeOf({ url }))).toBe(described);
});

test.each([
  'ws://10.0.0.5',
  'wss://10.0.0.5:8100',
  'http://10.0.0.5:8100',
  'ws://10.0.0.5:8100/',
  'ws://10.0.0.5:8100/path',
  'ws://user:password@10.0.0.5:8100',
  'ws://10.0.0.5:0',
  'ws://10.0.0.5:65536',
  'unix://relay.sock',
  'unix:///',
  `unix:///${'x'.repeat(101)}`,
  '',
  'relay',
])('relay.url "%s" is refused', (url) => {
  expect(() => placeOf({ url })).toThrow(/relay\.url: .*must be ws:\/\/host:port or unix:\/\/\/path/);
});

it('RELAY_URL wins over the file', () => {
  const text = JSON.stringify({ pairs: ['btcusdt'], relay: { url: 'unix:///file' } });
  const { relay } = parseConfig(text, '/CONFIG.json', { RELAY_URL: 'unix:///run/relay.sock' });
  expect(relay).toEqual({ url: 'unix:///run/relay.sock' });
});
