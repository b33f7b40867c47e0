import { faultsIn } from './configText.ts';
import { redisRule } from './rules.ts';

const pairs = ['btcusdt'];

test.each([
  'a b',
  'a:b',
  'a{b',
  'a}b',
  'a',
  'x'.repeat(41),
  'a"b',
  'a,b',
  'a/b',
  'a\u0000b',
  '..',
  'a%b',
  'a?b',
  'a#b',
  "a'b",
  'a\\b',
  '\ud800a',
])('the pair %j is refused', (pair) => {
  expect(faultsIn({ pairs: [pair] })).toHaveLength(1);
});

test.each([
  'http://',
  'redis://',
  'redis:///1',
  'redis://h:99999',
  'redis://h/a',
  'redis://h /',
  'unix://tmp/x',
  'unix:///',
  'unix:///a.sock?x=y',
  'unix:///a.sock?db=2',
  'h:6379',
  '',
])('the Redis URL %j is refused', (url) => {
  expect(faultsIn({ pairs, redis: { url } })).toEqual([`redis.url: ${redisRule}`]);
});

test.each([
  'https://a.b/c',
  'https://a.b/',
  'https://Panel.example',
  'HTTPS://panel.example',
  'https://panel.example:443',
  'http://panel.example:80',
  'https://user@panel.example',
  'https://*.example',
  'ftp://panel.example',
  'panel.example',
  'null',
  '',
])('the origin %j, which no browser sends, is refused', (origin) => {
  const [fault = '', ...more] = faultsIn({ pairs, api: { cors: [origin] } });
  expect(more).toEqual([]);
  expect(fault).toMatch(
    /^api\.cors\[0\]: must be "\*" or an origin as browsers send it, .* such as https:\/\/panel\.example/,
  );
});

test.each([
  'https://panel.example',
  'panel.example:8000',
  'panel.example/',
  'panel example',
  '*.example',
  '.a',
  'a..b',
  '',
])('the host name %j is refused', (name) => {
  const [fault = '', ...more] = faultsIn({ pairs, api: { hosts: [name] } });
  expect(more).toEqual([]);
  expect(fault).toMatch(
    /^api\.hosts\[0\]: must be "\*" or a host name without scheme, port and path, such as data\.example/,
  );
});
