import { crc32, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { joinGzip, openGzip } from '../../../model/openGzip.ts';

const deflated = (rest: Buffer) => ({ data: deflateRawSync(rest), checksum: crc32(rest), length: rest.length });
const bytes = fc.uint8Array({ maxLength: 5_000 }).map((array) => Buffer.from(array));

it('whatever the beginning and the rest, it is one gzip of both, with any other beginning, too', () => {
  fc.assert(
    fc.property(bytes, bytes, fc.nat({ max: 255 }), (beginning, rest, other) => {
      const gzip = joinGzip(beginning, deflated(rest));
      expect(gunzipSync(gzip)).toEqual(Buffer.concat([beginning, rest]));
      const open = openGzip(gzip);
      expect(open?.length).toBe(beginning.length);
      const replaced = beginning.map((byte) => byte ^ other);
      // It checks the checksum and the length at the end.
      const made = gunzipSync(Buffer.concat(open?.withBeginning(Buffer.from(replaced)) ?? []));
      expect(made).toEqual(Buffer.concat([replaced, rest]));
    }),
  );
});

it('a long rest is no exception', () => {
  const rest = Buffer.from('{"symbol":"BTCUSDT","filters":[]},'.repeat(600_000));
  const gzip = joinGzip(Buffer.from('1790000000000'), deflated(rest));
  const made = Buffer.concat(openGzip(gzip)?.withBeginning(Buffer.from('1795300000123')) ?? []);
  expect(gunzipSync(made).equals(Buffer.concat([Buffer.from('1795300000123'), rest]))).toBe(true);
});

it('other gzips, and what is none, are told apart', () => {
  expect(openGzip(gzipSync('{"symbols":[]}'))).toBeNull();
  const gzip = joinGzip(Buffer.from('beginning'), deflated(Buffer.from('rest')));
  for (let length = 0; length < 24; length++) expect(openGzip(gzip.subarray(0, length))).toBeNull();
  expect(openGzip(Buffer.alloc(100))).toBeNull();
  expect(() => openGzip(gzip)?.withBeginning(Buffer.from('longer than it was'))).toThrow(RangeError);
  expect(() => joinGzip(Buffer.alloc(65_536), deflated(Buffer.alloc(0)))).toThrow(RangeError);
});
