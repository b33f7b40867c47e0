import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { dashboardPage } from '../../../api/pageFiles/dashboardPage.ts';
import { docsPage } from '../../../api/pageFiles/docsPage.ts';
import type { Page } from '../../../api/pageFiles/page.ts';
import { redocPage } from '../../../api/pageFiles/redocPage.ts';
import { type ApiFixture, configWith, createApiFixture } from './apiFixture.ts';
import { answersIn, call } from './rawCaller.ts';

let api: ApiFixture;
let server: Server;
let port: number;
beforeAll(async () => {
  api = await createApiFixture();
  server = createServer(api.app);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.close().closeAllConnections();
  await api.close();
});

const ask = (target: string, headers: Record<string, string> = {}) =>
  request(api.app)
    .get(target)
    .set({ 'Accept-Encoding': 'identity', ...headers })
    .buffer()
    .parse((answer, done) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => done(null, Buffer.concat(parts)));
    });

const filesOf = ({ files }: Page) =>
  files.flatMap(({ path: target, file, type }) => (file === null ? [] : [{ target, file, type }]));
/** ReDoc's own file and the dashboard's are there only where the program was built. */
const files = [docsPage, redocPage, dashboardPage].flatMap(filesOf);
const open = ['/docs', '/openapi.json', '/asyncapi.json', ...files.map(({ target }) => target)];

test.each(files)('$target is the file to the byte', async ({ target, file, type }) => {
  const { status, body, headers } = await ask(target);
  expect([status, headers['content-type']?.split(';')[0]]).toEqual([200, type]);
  expect(body.equals(readFileSync(file))).toBe(true);
});

test.each([
  '/docs/package.json',
  '/docs/swagger-initializer.js',
  '/docs/index.html',
  '/docs/..%2fpackage.json',
  '/docs/%2e%2e/app.ts',
  '/docs/swagger-ui.css/..%2f..%2fpackage.json',
  '/docs/../package.json',
  '/docs/../../../../../../etc/passwd',
  '/docs//etc/passwd',
  '/docs/..\\..\\package.json',
  '/docs/swagger-ui.css/../../package.json',
  '/redoc/../../package.json',
  '/redoc/docs.js',
])('nothing is served that is not listed: %s', async (target) => {
  // As it is written: superagent would make another path of some of these.
  const caller = await call(port, `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  await caller.ended;
  caller.socket.end();
  expect(answersIn(caller.text())).toMatchObject([{ status: 404, body: { error: 'not-found' } }]);
});

describe.each(open)('%s', (target) => {
  it('goes without an access key, and under any Host', async () => {
    for (const changes of [{}, { api: { accessKeys: ['a-key-of-ours'] } }]) {
      api.config = configWith(changes);
      expect((await ask(target, { Host: 'elsewhere.example' })).status).toBe(200);
    }
    api.config = configWith();
  });

  it('is kept by browsers, and answered without a body while it is the same', async () => {
    const { headers } = await ask(target);
    expect(headers).toMatchObject({ 'cache-control': 'no-cache', etag: expect.stringMatching(/^W\/"[\w-]{22}"$/) });
    const again = await ask(target, { 'If-None-Match': String(headers.etag) });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, headers.etag]);
    expect((await ask(target, { 'If-None-Match': 'W/"another"' })).status).toBe(200);
  });

  it('comes compressed to who wants it so, and as short to HEAD', async () => {
    const { body, headers } = await ask(target);
    expect([headers['content-length'], headers['content-encoding']]).toEqual([`${body.length}`, undefined]);
    const zipped = await ask(target, { 'Accept-Encoding': 'gzip' });
    expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    // superagent unpacks it.
    expect(zipped.body.equals(body)).toBe(true);
    const head = await request(api.app).head(target).set('Accept-Encoding', 'identity');
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, undefined, `${body.length}`]);
  });
});

/** The addresses of what a page loads, as a browser reads them. */
function loadedBy(html: string, target: string): string[] {
  const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link);
  return links.filter((link) => !link.startsWith('data:')).map((link) => new URL(link, `http://us${target}`).pathname);
}

describe('a page', () => {
  it.each(['/docs', '/docs/', '/DOCS', '/Docs/', '/docs?x=1', '/docs/?x=1'])(
    'at %s names files and documents that are there',
    async (target) => {
      const { status, body, headers } = await ask(target);
      expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      const loaded = loadedBy(body.toString(), target);
      expect(loaded).toHaveLength(5);
      for (const one of loaded) expect([one, (await ask(one)).status]).toEqual([one, 200]);
    },
  );

  it('may load from us alone, and runs no script that stands in it', async () => {
    const { headers } = await ask('/docs');
    const policy = String(headers['content-security-policy']);
    expect(policy.split(';')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect((await ask('/live')).headers['content-security-policy']).toBe("default-src 'none';frame-ancestors 'none'");
  });

  it('that lacks one of its files says so, and what to do', async () => {
    // The tests run the sources: nothing was built beside them.
    const { status, body } = await ask('/redoc');
    expect([status, JSON.parse(body.toString())]).toEqual([
      503,
      expect.objectContaining({ error: 'not-built', detail: expect.stringContaining('run npm run build') }),
    ]);
    expect((await ask('/redoc/redoc.standalone.js')).status).toBe(503);
  });
});
