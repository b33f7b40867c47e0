import { LONGEST_WAIT_MS, waitOrdered } from '../../../../exchanges/binance/waitOrdered.ts';

const NOW = Date.UTC(2026, 10, 26, 12);
const MINUTES_15 = 900_000;
const http = (ms: number) => new Date(ms).toUTCString();
const inMinutes = (ms: number | undefined) => Math.round((ms ?? Number.NaN) / 60_000);

function wait(headers: Record<string, readonly string[]>, body: unknown = {}, now = NOW): number | undefined {
  return waitOrdered({ headers, body: typeof body === 'string' ? body : JSON.stringify(body), now })?.ms;
}

const until = NOW + MINUTES_15;
const banned = (end: number | string) => ({
  code: -1003,
  msg: `Way too many requests; IP(1.2.3.4) banned until ${end}. Use streams.`,
});

const header: [string, readonly string[]][] = [
  ['seconds', ['900']],
  ['seconds with decimals', ['900.0']],
  ['seconds among spaces and quotes', [' "900" ']],
  ['seconds with their unit', ['900s']],
  ['a list', ['30, 900, 60']],
  ['several headers', ['30', '900']],
  ['a date', [http(until)]],
  ['a date of the old form', ['Thursday, 26-Nov-26 12:15:00 GMT']],
  ['a date of the oldest form', ['Thu Nov 26 12:15:00 2026']],
  ['a date and seconds', [`5, ${http(until)}, 7`]],
  ['an ISO date', [new Date(until).toISOString()]],
  ['seconds since 1970', [String(until / 1000)]],
  ['milliseconds since 1970', [String(until)]],
  ['one that is no time and one that is', ['soon', '-1', '900']],
];
it.each(header)('Retry-After as %s is understood', (_name, values) => {
  expect(inMinutes(wait({ 'retry-after': values }))).toBe(15);
});

const body: [string, unknown][] = [
  ['banned until, in ms', banned(until)],
  ['banned until, in seconds', banned(until / 1000)],
  ['banned until, in µs', banned(`${until}000`)],
  ['banned until, as a date', banned(new Date(until).toISOString())],
  ['banned until, in a page that is no JSON', `<html><p>IP banned until ${until}.</p></html>`],
  ['data.retryAfter', { code: -1003, msg: 'Too much.', data: { serverTime: NOW, retryAfter: until } }],
  ['error.data.retryAfter', { id: 1, status: 418, error: { code: -1003, data: { retryAfter: until } } }],
  ['retryAfter', { retryAfter: until }],
  ['retryAfter in digits', { retryAfter: String(until) }],
  ['retryAfter in seconds', { retryAfter: 900 }],
  ['retryAfter in ms', { retryAfter: MINUTES_15 }],
  ['retry_after', { retry_after: until }],
];
it.each(body)('%s is understood', (_name, said) => {
  expect(inMinutes(wait({}, said))).toBe(15);
});

it('a header of another name that says so is understood', () => {
  expect(inMinutes(wait({ 'x-mbx-retry-after': ['900'] }))).toBe(15);
});

it('the latest of all that is said counts, wherever it stands', () => {
  expect(inMinutes(wait({ 'retry-after': ['120'] }, banned(until)))).toBe(15);
  expect(inMinutes(wait({ 'retry-after': ['900'] }, banned(NOW + 120_000)))).toBe(15);
  expect(inMinutes(wait({ 'retry-after': ['120'] }, { ...banned(NOW + 60_000), data: { retryAfter: until } }))).toBe(
    15,
  );
});

it('a time is taken relative to the Date of its answer, whatever our clock says', () => {
  const headers = { date: [http(NOW)], 'retry-after': [http(until)] };
  for (const offMs of [-3_600_000, 3_600_000]) expect(inMinutes(wait(headers, {}, NOW + offMs))).toBe(15);
  expect(inMinutes(wait({ date: [http(NOW)] }, banned(until), NOW + 3_600_000))).toBe(15);
});

it('a Date that cannot be right is left aside', () => {
  expect(inMinutes(wait({ date: [http(0)], 'retry-after': [http(until)] }))).toBe(15);
  expect(inMinutes(wait({ date: ['yesterday'], 'retry-after': [http(until)] }))).toBe(15);
});

it('a date may mean the end of its second, and no wait is shorter than a second', () => {
  const ms = wait({ date: [http(NOW)], 'retry-after': [http(NOW + 5_000)] });
  expect(ms).toBe(6_000);
  expect(wait({ 'retry-after': ['0.01'] })).toBe(1_000);
});

it('garbage stops nobody for good', () => {
  for (const end of ['99999999', String(until * 3), http(NOW + 400 * 86_400_000), '1e30', '99999999999999999999']) {
    expect(waitOrdered({ headers: { 'retry-after': [end] }, body: '', now: NOW })).toEqual({
      ms: LONGEST_WAIT_MS,
      isCut: true,
    });
  }
  expect(waitOrdered({ headers: { 'retry-after': ['259200'] }, body: '', now: NOW })).toEqual({
    ms: 259_200_000,
    isCut: false,
  });
});

it.each([['0'], ['-5'], ['soon'], [''], [http(NOW - 60_000)], [String(NOW - 60_000)]])(
  '"%s" orders nothing',
  (value) => {
    expect(wait({ 'retry-after': [value] })).toBeUndefined();
  },
);

it('a text without an end orders nothing, nor does a body as deep as it is long', () => {
  expect(
    wait({}, { code: -1003, msg: 'current limit is 6000 request weight per 1 MINUTE until further notice' }),
  ).toBeUndefined();
  expect(wait({}, `${'['.repeat(5_000)}${']'.repeat(5_000)}`)).toBeUndefined();
});
