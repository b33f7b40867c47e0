import { createForeignCheck } from '../../../../../api/http/access/foreignPage.ts';
import type { Config } from '../../../../../config/config.ts';
import { parseConfig } from '../../../../../config/parseConfig.ts';

const configOf = (cors: readonly string[]): Config =>
  parseConfig(JSON.stringify({ pairs: ['btcusdt'], api: { cors } }), 'CONFIG.json', {});

/** Whether a request with these headers may be answered. */
function passes(headers: Record<string, string>, cors: readonly string[] = ['https://my.example']): boolean {
  const check = createForeignCheck({ config: () => configOf(cors) });
  return check({ host: 'localhost:8080', ...headers }) === null;
}

it.each([
  ['no browser', {}],
  ['a page of ours', { origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' }],
  ['a page of ours behind TLS that somebody else ends', { origin: 'https://api.example', host: 'api.example' }],
  ['a default port that is named', { origin: 'http://api.example', host: 'API.example:80' }],
  ['the default port of TLS', { origin: 'https://api.example', host: 'api.example:443' }],
  ['upper case', { origin: 'HTTP://LOCALHOST:8080' }],
  ['IPv6', { origin: 'http://[::1]:8080', host: '[::1]:8080' }],
  ['IPv6, spelled otherwise', { origin: 'http://[0:0:0:0:0:0:0:1]:8080', host: '[::1]:8080' }],
  ['an origin of api.cors', { origin: 'https://my.example', 'sec-fetch-site': 'cross-site' }],
  ['an address that was typed', { 'sec-fetch-site': 'none' }],
  ['a page of ours without Origin', { 'sec-fetch-site': 'same-origin' }],
  ['another page of the same site, as an image', { 'sec-fetch-site': 'same-site' }],
  ['an unknown word', { 'sec-fetch-site': 'elsewhere' }],
])('lets pass: %s', (_name, headers) => {
  expect(passes(headers)).toBe(true);
});

it.each([
  ['a foreign page', { origin: 'https://evil.example' }],
  ['a page of another port', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }],
  ['a page without an origin', { origin: 'null' }],
  ['an empty origin', { origin: '' }],
  ['two origins', { origin: 'https://my.example, https://evil.example' }],
  ['two of which the first is ours', { origin: 'http://localhost:8080, https://evil.example' }],
  ['an allowed origin in upper case, as no browser sends it', { origin: 'HTTPS://MY.EXAMPLE' }],
  ['an allowed origin with another port', { origin: 'https://my.example:8443' }],
  ['an allowed origin with more behind it', { origin: 'https://my.example.evil.example' }],
  ['a subdomain of an allowed one', { origin: 'https://sub.my.example' }],
  ['ours as its user', { origin: 'http://localhost:8080@evil.example' }],
  ['ours with a path', { origin: 'http://localhost:8080/' }],
  ['another scheme', { origin: 'chrome-extension://localhost:8080' }],
  ['a file', { origin: 'file://' }],
  ['what is no origin', { origin: 'localhost:8080' }],
  ['no Host', { origin: 'http://localhost:8080', host: '' }],
  ['a Host that is none', { origin: 'http://evil.example', host: 'x@evil.example' }],
  ['an image of a foreign page', { 'sec-fetch-site': 'cross-site' }],
  ['the same in upper case', { 'sec-fetch-site': 'Cross-Site' }],
  ['twice, one of them foreign', { 'sec-fetch-site': 'none, cross-site' }],
  ['ours over another scheme, says the browser', { origin: 'http://localhost:8080', 'sec-fetch-site': 'cross-site' }],
])('refuses: %s', (_name, headers) => {
  expect(passes(headers)).toBe(false);
});

it('lets everybody pass where api.cors names everybody', () => {
  expect(passes({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, ['*'])).toBe(true);
  expect(passes({ 'sec-fetch-site': 'cross-site' }, ['*'])).toBe(true);
});

it('follows CONFIG.json, and repeats no long text', () => {
  let cors: readonly string[] = [];
  const check = createForeignCheck({ config: () => configOf(cors) });
  const headers = { host: 'localhost', origin: 'https://my.example' };
  expect(check(headers)).toBe('a web page of "https://my.example" asks, which is not in api.cors');
  cors = ['https://my.example'];
  expect(check(headers)).toBeNull();
  expect(check({ ...headers, origin: `https://${'x'.repeat(5_000)}` })?.length).toBeLessThan(150);
});
