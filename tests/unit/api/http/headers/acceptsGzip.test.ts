import { acceptsGzip } from '../../../../../api/http/headers/acceptsGzip.ts';

it.each([
  'gzip',
  'GZIP',
  'x-gzip',
  '*',
  'gzip, deflate, br',
  'br;q=1.0, gzip;q=0.8, *;q=0.1',
  'gzip;q=0.001',
  'identity;q=0, *',
  'deflate , gzip ; q=1.000',
  'gzip;q=1, identity;q=1',
  '???, gzip',
])('"%s" takes gzip', (header) => {
  expect(acceptsGzip(header)).toBe(true);
});

it.each([
  undefined,
  '',
  'identity',
  'br',
  'gzip;q=0',
  'gzip;q=0.000',
  '*;q=0',
  'gzip;q=0, *',
  'identity, gzip;q=0.5',
  'gzip;q=2',
  'gzip;q=-1',
  'gzip;level=9',
  'gzippy',
  `${'a,'.repeat(60)}gzip`,
])('"%s" does not', (header) => {
  expect(acceptsGzip(header)).toBe(false);
});
