import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { StartError } from '../../../runtime/errors.ts';
import { createLog } from '../../../runtime/log.ts';
import { formatLine } from '../../../runtime/logLine.ts';
import { redact, registerSecrets } from '../../../runtime/secrets.ts';
import { modeOf } from '../../modeOf.ts';
import { parse } from '../config/configText.ts';

const now = new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6));
const line = (message: string, fields: Record<string, unknown> = {}) =>
  formatLine('info', 'api', message, fields, false, now).replace('2026-01-02T03:04:05.006Z info api ', '');

class HttpError extends Error {
  readonly code = 'ECONNRESET';
  readonly config = { headers: { 'X-MBX-APIKEY': 'header-key' } };
  toJSON() {
    return this.config;
  }
}

const circular: Record<string, unknown> = {};
circular.self = circular;

const cases: [title: string, message: string, fields: Record<string, unknown>, expected: string][] = [
  [
    'plain fields',
    'started',
    { port: 8000, ok: true, none: null, left: undefined },
    'started port=8000 ok=true none=null',
  ],
  ['a text with spaces is quoted', 'm', { text: 'a b=c' }, 'm text="a b=c"'],
  ['a quote is escaped', 'm', { text: 'a"b' }, 'm text="a\\"b"'],
  ['an empty text is quoted', 'm', { text: '' }, 'm text=""'],
  ['line breaks are escaped', 'a\nb', { text: 'c\r\nd' }, 'a\\nb text="c\\r\\nd"'],
  ['terminal codes and direction marks are escaped', '\u001b[31m\u202e\u2028', {}, '\\u001b[31m\\u202e\\u2028'],
  ['an error is its message and code', 'm', { error: new HttpError('reset') }, 'm error="reset (ECONNRESET)"'],
  [
    'an error inside an object too',
    'm',
    { in: { error: new HttpError('reset') } },
    'm in="{\\"error\\":\\"reset (ECONNRESET)\\"}"',
  ],
  ['what cannot be shown is said to be so', 'm', { circular }, 'm circular="(cannot be shown)"'],
  ['a bigint is shown', 'm', { id: 5n, in: [6n] }, 'm id=5 in="[\\"6\\"]"'],
];

test.each(cases)('%s', (_title, message, fields, expected) => {
  expect(line(message, fields)).toBe(expected);
});

test('a long field is cut and says how long it was', () => {
  expect(line('m', { text: 'x'.repeat(2000) })).toBe(`m text="${'x'.repeat(500)}…(2000 characters)"`);
});

test('on a terminal the time is short', () => {
  expect(formatLine('warn', 'api', 'm', {}, true, now)).toMatch(/^\d\d:\d\d:05 warn api m$/);
});

test('registered secrets are replaced wherever they stand', () => {
  registerSecrets(['s3cr"et', 's3cr"et-longer', 'p@ss word', 'abc', '']);
  expect(line('got s3cr"et-longer', { a: 's3cr"et', b: { c: ['s3cr"et'] }, error: new Error('at p@ss word') })).toBe(
    'got [redacted] a="[redacted]" b="{\\"c\\":[\\"[redacted]\\"]}" error="at [redacted]"',
  );
  expect(redact('redis://:p%40ss%20word@host abc')).toBe('redis://:[redacted]@host abc');
});

test('a secret across the cut leaves no part of itself', () => {
  registerSecrets(['cut-secret']);
  expect(line('m', { text: `${'x'.repeat(495)}cut-secret${'y'.repeat(50)}` })).not.toContain('cut-');
});

test('loading a configuration registers its secrets', () => {
  parse({
    pairs: ['ab'],
    apiKeys: [{ key: 'my-api-key', secret: 'my-api-secret' }],
    api: { accessKeys: ['my-access-key'] },
    redis: { url: 'redis://:my%2Fpassword@host' },
  });
  expect(line('my-api-key my-api-secret my-access-key my%2Fpassword my/password')).toBe(
    '[redacted] [redacted] [redacted] [redacted] [redacted]',
  );
});

test('only entries of the level are written, and the level can change', async () => {
  const stream = new PassThrough();
  const log = createLog({ level: 'info', name: 'api', stream });
  log.debug('no');
  log.info('one');
  log.setLevel('debug');
  log.debug('two', { n: 2 });
  log.setLevel('error');
  log.warn('no');
  log.error('three');
  await log.close();
  log.error('after the end');
  const lines = String(stream.read()).trimEnd().split('\n');
  expect(lines.map((text) => text.split(' ').slice(1).join(' '))).toEqual([
    'info api one',
    'debug api two n=2',
    'error api three',
  ]);
});

test('a reader that went away stops nothing', async () => {
  const stream = new PassThrough();
  const log = createLog({ level: 'info', name: 'api', stream });
  stream.destroy(new Error('write EPIPE'));
  log.info('lost');
  await log.close();
});

describe('with a directory', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'log-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  test('lines go to a file of the name, all of them before close resolves', async () => {
    const log = createLog({ level: 'info', name: 'api', directory: join(directory, 'deep', 'logs') });
    for (let n = 0; n < 1000; n += 1) log.info('line', { n });
    await log.close();
    const lines = readFileSync(join(directory, 'deep', 'logs', 'api.log'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(1000);
    expect(lines.at(-1)).toMatch(/ info api line n=999$/);
  });

  test('a file of 10 MB is turned over, and five files are kept', async () => {
    let log = createLog({ level: 'info', name: 'api', directory });
    for (let n = 1; n <= 7; n += 1) {
      log.info('line', { n });
      truncateSync(join(directory, 'api.log'), 10_000_000);
      await log.close();
      log = createLog({ level: 'info', name: 'api', directory });
    }
    log.info('line', { n: 8 });
    await log.close();
    expect(readdirSync(directory).sort()).toEqual(['api.1.log', 'api.2.log', 'api.3.log', 'api.4.log', 'api.log']);
    expect(readFileSync(join(directory, 'api.log'), 'utf8')).toMatch(/^[^\n]* n=8\n$/);
    expect(readFileSync(join(directory, 'api.4.log'), 'utf8')).toContain('n=4');
  });

  test.each([0o022, 0])('what is written only we can read, under umask %d too', async (umask) => {
    const before = process.umask(umask);
    try {
      const logs = join(directory, 'deep', 'logs');
      const log = createLog({ level: 'info', name: 'api', directory: logs });
      log.info('line');
      truncateSync(join(logs, 'api.log'), 10_000_000);
      await log.close();
      const next = createLog({ level: 'info', name: 'api', directory: logs });
      next.info('line');
      await next.close();
      const files = [join(directory, 'deep'), logs, join(logs, 'api.log'), join(logs, 'api.1.log')];
      expect(files.map(modeOf)).toEqual(['700', '700', '600', '600']);
    } finally {
      process.umask(before);
    }
  });

  test('a folder that is removed while it is in use is made again, and no line is lost', async () => {
    const folder = join(directory, 'deep', 'logs');
    const log = createLog({ level: 'info', name: 'api', directory: folder });
    log.info('before');
    rmSync(join(directory, 'deep'), { recursive: true });
    log.info('one');
    rmSync(folder, { recursive: true });
    log.info('two');
    log.info('three');
    await log.close();
    expect(readFileSync(join(folder, 'api.log'), 'utf8')).toMatch(/^[^\n]* two\n[^\n]* three\n$/);
  });

  test('a file that others turn over is begun anew, and not turned over for what it held', async () => {
    const file = join(directory, 'api.log');
    writeFileSync(file, '');
    truncateSync(file, 9_999_900);
    const log = createLog({ level: 'info', name: 'api', directory });
    log.info('before');
    renameSync(file, join(directory, 'theirs'));
    for (let n = 0; n < 10; n += 1) log.info('after');
    truncateSync(file, 0);
    log.info('emptied');
    await log.close();
    expect(readdirSync(directory).sort()).toEqual(['api.log', 'theirs']);
    expect(readFileSync(file, 'utf8')).toMatch(/^[^\n]* emptied\n$/);
  });

  test('a full disk loses lines, says so once, and stops nothing', async () => {
    symlinkSync('/dev/full', join(directory, 'api.log'));
    const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const log = createLog({ level: 'info', name: 'api', directory });
    log.info('lost');
    log.info('lost too');
    unlinkSync(join(directory, 'api.log'));
    log.info('space again');
    await log.close();
    expect(said.mock.calls).toEqual([[expect.stringMatching(/^the log cannot be written: ENOSPC[^\n]*\n$/)]]);
    said.mockRestore();
    expect(readFileSync(join(directory, 'api.log'), 'utf8')).toMatch(/^[^\n]*space again\n$/);
  });

  test('a directory that cannot be written is a start error on one line', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    chmodSync(file, 0o600);
    const create = () => createLog({ level: 'info', name: 'api', directory: join(file, 'logs') });
    expect(create).toThrow(StartError);
    expect(create).toThrow(/^log\.directory: .*file\/logs cannot be written \([^\n]*\)$/);
  });
});
