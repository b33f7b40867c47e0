import { proxyFor } from '../../../exchanges/proxy.ts';
import { redact } from '../../../runtime/secrets.ts';

const names = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'];
beforeEach(() => {
  for (const name of names.flatMap((each) => [each, each.toUpperCase()])) delete process.env[name];
});
const BINANCE = 'https://api.binance.com';

it('without a variable there is no proxy', () => {
  expect(proxyFor(BINANCE)).toBeNull();
});

it.each([
  'http://localhost:9100',
  'http://simulator.localhost',
  'http://127.0.0.1:9100',
  'https://127.8.9.10',
  'http://127.1',
  'http://2130706433',
  'http://[::1]:9100',
  'http://[::ffff:127.0.0.1]',
])('%s is this machine: no proxy', (url) => {
  Object.assign(process.env, {
    HTTP_PROXY: 'http://proxy:1',
    HTTPS_PROXY: 'http://proxy:1',
    ALL_PROXY: 'http://proxy:1',
  });
  expect(proxyFor(url)).toBeNull();
});

it.each([
  [{ HTTPS_PROXY: 'http://proxy:1' }, BINANCE, 'http://proxy:1/'],
  [{ https_proxy: 'http://small:1', HTTPS_PROXY: 'http://large:1' }, BINANCE, 'http://small:1/'],
  [{ HTTPS_PROXY: 'proxy:1' }, BINANCE, 'http://proxy:1/'],
  [{ HTTPS_PROXY: 'https://proxy' }, BINANCE, 'https://proxy/'],
  [{ ALL_PROXY: 'http://proxy:1' }, BINANCE, 'http://proxy:1/'],
  [{ HTTP_PROXY: 'http://proxy:1' }, BINANCE, undefined],
  [{ HTTPS_PROXY: 'http://proxy:1' }, 'wss://stream.binance.com:9443', 'http://proxy:1/'],
  [{ HTTP_PROXY: 'http://proxy:1' }, 'wss://stream.binance.com:9443', undefined],
  [{ HTTP_PROXY: 'http://proxy:1' }, 'ws://exchange.lan', 'http://proxy:1/'],
  [{ HTTPS_PROXY: 'http://proxy:1', NO_PROXY: '.binance.com' }, 'wss://stream.binance.com:9443', undefined],
  [{ HTTP_PROXY: 'http://proxy:1' }, 'http://exchange.lan', 'http://proxy:1/'],
  [{ HTTPS_PROXY: 'http://proxy:1', NO_PROXY: 'api.binance.com' }, BINANCE, undefined],
  [{ HTTPS_PROXY: 'http://proxy:1', no_proxy: '.binance.com' }, BINANCE, undefined],
  [{ HTTPS_PROXY: 'http://proxy:1', NO_PROXY: '*' }, BINANCE, undefined],
  [{ HTTPS_PROXY: 'http://proxy:1', NO_PROXY: 'binance.com:80' }, BINANCE, 'http://proxy:1/'],
])('%j: %s goes through %s', (env, url, proxy) => {
  Object.assign(process.env, env);
  expect(proxyFor(url)?.href).toBe(proxy);
});

it.each([
  ['socks5://user:geheim@proxy:1080', 'is of a kind that is not supported (socks5://…)'],
  ['http://', 'is no URL'],
  ['http://user:50%geheim@proxy:1', 'write it as %25'],
])('%s is refused in one line that does not hold the password', (proxy, reason) => {
  process.env.HTTPS_PROXY = proxy;
  expect(() => proxyFor(BINANCE)).toThrow(reason);
  expect(() => proxyFor(BINANCE)).not.toThrow('geheim');
});

it('the password of a proxy is a secret, as written and decoded', () => {
  process.env.HTTPS_PROXY = 'http://user:pass%40word@proxy:1';
  proxyFor(BINANCE);
  expect(redact('pass%40word and pass@word')).toBe('[redacted] and [redacted]');
});
