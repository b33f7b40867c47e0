import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import express from 'express';
import request from 'supertest';
import { home } from '../../../api/futures/home.ts';
import { takeKey } from '../../../api/http/access/takeKey.ts';
import { createDashboardPage } from '../../../api/pageFiles/dashboardPage.ts';
import { servePage, servePageFiles } from '../../../api/pageFiles/servePages.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const KEY = 'a-key-of-ours';

const built = {
  'main.js': 'import{a}from"./chunk-A.js";import{b}from"./chunk-B.js";var c=()=>import("./chunk-C.js");\n',
  'chunk-A.js': 'import{d}from"./chunk-D.js";export{d as a};\n',
  'chunk-B.js': 'var b=1;export{b};\n',
  'chunk-C.js': 'import"./chunk-B.js";\n',
  'chunk-D.js': 'var d=1;export{d};\n',
  'worker.js': 'import"./chunk-B.js";\n',
  'page.css': 'body{margin:0}\n',
  'below/other.js': 'x',
  'tsconfig.json': '{}',
  'stray.txt': 'x',
};
const scripts = Object.keys(built).filter((name) => /^[^/]+\.js$/.test(name));

let folder: string;
let app: express.Express;
/** The API serves it so: tests/e2e/webPages.test.ts sees it in a browser. */
function serve(): void {
  const page = createDashboardPage(folder);
  app = express().disable('etag');
  app.use((asked, _response, next) => {
    takeKey(asked);
    next();
  });
  app.use(servePageFiles([page]));
  app.get('/', home(servePage(page)));
}

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'web-'));
  for (const [name, text] of Object.entries(built)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  serve();
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const get = (target: string, headers: Record<string, string> = {}) =>
  request(app)
    .get(target)
    .set({ Accept: BROWSER, ...headers });

const addressesIn = (html: string): string[] =>
  [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);

it('asks ahead for what its first paint needs, and for nothing that comes later', async () => {
  const { text } = await get('/');
  const ahead = [...text.matchAll(/<link rel="modulepreload" href="([^"]+)">/g)].map(([, address]) => address);
  expect(ahead).toEqual(['web/chunk-A.js', 'web/chunk-B.js', 'web/chunk-D.js']);
});

it('holds no script and no style itself', async () => {
  const { text, headers } = await get('/');
  expect(text.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="web/main.js">']);
  expect(text).toContain('src="web/main.js"></script>');
  expect(text).not.toContain('<style');
  expect(headers['content-security-policy']).toMatch(/;script-src 'self';style-src 'self';/);
});

it('names only files that are there, and what is there without scripts', async () => {
  const { text } = await get('/');
  const files = addressesIn(text).filter((address) => address.startsWith('web/'));
  expect(files).toHaveLength(8);
  for (const file of files) {
    expect([file, (await get(new URL(file, 'http://us/').pathname)).status]).toEqual([file, 200]);
  }
  expect(addressesIn(text).filter((address) => !files.includes(address))).toEqual(['data:,', 'health', 'docs']);
});

it('is kept by browsers, answered without a body while it is the same, and as short to HEAD', async () => {
  const { text, headers } = await get('/', { 'Accept-Encoding': 'identity' });
  expect(headers).toMatchObject({ 'cache-control': 'no-cache', vary: 'Accept, Accept-Encoding' });
  expect(headers['content-length']).toBe(`${text.length}`);
  const again = await get('/', { 'If-None-Match': String(headers.etag) });
  expect([again.status, again.text, again.headers.vary]).toEqual([304, '', 'Accept, Accept-Encoding']);
  const head = await request(app).head('/').set({ Accept: BROWSER, 'Accept-Encoding': 'identity' });
  expect([head.status, head.text, head.headers['content-length']]).toEqual([200, undefined, `${text.length}`]);
  const zipped = await get('/', { 'Accept-Encoding': 'gzip' });
  expect([zipped.headers['content-encoding'], zipped.text]).toEqual(['gzip', text]);
});

it.each(scripts)('serves %s as it was built', async (name) => {
  const { status, text, headers } = await get(`/web/${name}`);
  expect([status, text, headers['content-type']]).toEqual([
    200,
    built[name as keyof typeof built],
    'text/javascript; charset=utf-8',
  ]);
});

it('lets the worker load scripts and ask of us, and says so of nothing else: a page has its own policy', async () => {
  const policyOf = async (name: string) => (await get(`/web/${name}`)).headers['content-security-policy'];
  expect(await policyOf('worker.js')).toMatch(/^default-src 'none';.*script-src 'self';connect-src 'self'$/);
  for (const name of [...scripts.filter((one) => one !== 'worker.js'), 'page.css', 'licenses/preact.txt']) {
    expect([name, await policyOf(name)]).toEqual([name, undefined]);
  }
});

it('serves its style as it was built', async () => {
  const { status, text, headers } = await get('/web/page.css');
  expect([status, text, headers['content-type']]).toEqual([200, built['page.css'], 'text/css; charset=utf-8']);
});

it.each(['preact', 'lightweight-charts', 'uplot'])('hands on the license of %s', async (name) => {
  const { status, text, headers } = await get(`/web/licenses/${name}.txt`);
  expect([status, text]).toEqual([200, fs.readFileSync(`node_modules/${name}/LICENSE`, 'utf8')]);
  expect(headers['content-type']).toBe('text/plain; charset=utf-8');
});

it.each([
  '/web',
  '/web/',
  '/web/tsconfig.json',
  '/web/stray.txt',
  '/web/main.js/',
  '/web/../main.js',
  '/web/below/other.js',
  '/web/licenses/..%2fmain.js',
])('serves nothing at %s', async (target) => {
  expect((await get(target)).status).toBe(404);
});

it('serves nothing that came to lie there later', async () => {
  const file = path.join(folder, 'later.js');
  fs.writeFileSync(file, 'secret');
  expect((await get('/web/later.js')).status).toBe(404);
  fs.rmSync(file);
});

it.each([
  ['', ''],
  ['/binance', '/binance/'],
  ['/a/b/', '/a/b/'],
  ['//evil.example', ''],
  ['"><script>alert(1)</script>', ''],
])('behind a proxy that serves it under "%s" its links begin with "%s"', async (prefix, root) => {
  const { status, text, headers } = await get('/', prefix === '' ? {} : { 'X-Forwarded-Prefix': prefix });
  expect(status).toBe(200);
  expect(text).toContain(`<script type="module" src="${root}web/main.js"></script>`);
  expect(text).toContain(`href="${root}docs"`);
  expect(text).toContain(`<link rel="modulepreload" href="${root}web/chunk-A.js">`);
  expect(headers['content-security-policy']).toContain(";script-src 'self';");
  expect(text).not.toContain('evil');
});

describe('with an access key in the path', () => {
  it.each([
    [`/k/${KEY}/`, {}],
    [`/k/${KEY}/?market=usdm`, {}],
    [`/k/${KEY}/`, { 'X-Forwarded-Prefix': '/binance' }],
    // A proxy took both away.
    ['/', { 'X-Forwarded-Prefix': `/binance/k/${KEY}`, 'X-API-Key': KEY }],
  ])('%s is the very page that all get, and nothing of it names the key', async (target, headers) => {
    const plain = await get('/');
    const { status, text, headers: answered } = await get(target, headers);
    expect([status, text, answered.etag]).toEqual([200, plain.text, plain.headers.etag]);
    expect(JSON.stringify(answered) + text).not.toContain(KEY);
  });

  it.each([
    [`/k/${KEY}`, `/k/${KEY}/`],
    [`/k/${KEY}?market=spot&pair=btcusdt`, `/k/${KEY}/?market=spot&pair=btcusdt`],
    [`/k/${KEY}?next=//evil.example`, `/k/${KEY}/?next=//evil.example`],
  ])('%s leads on to the slash', async (target, to) => {
    for (const proxy of ['', '/binance']) {
      const { status, text, headers } = await get(target, { 'X-Forwarded-Prefix': proxy }).redirects(0);
      expect([status, text, headers.vary]).toEqual([302, '', 'Accept']);
      const location = new URL(String(headers.location), `http://us${proxy}${target}`);
      const wanted = new URL(`${proxy}${to}`, 'http://us');
      expect(location.href).toBe(wanted.href);
    }
  });

  it('programs are not led on: they get the JSON', async () => {
    const { status, body } = await get(`/k/${KEY}`, { Accept: '*/*' }).redirects(0);
    expect([status, body.docs]).toEqual([200, `/k/${KEY}/docs`]);
  });
});

it('says what is missing where it was not built, and what to do', async () => {
  fs.renameSync(path.join(folder, 'main.js'), path.join(folder, 'gone'));
  serve();
  const thrown: unknown[] = [];
  app.use(((error, _request, response, _next) => {
    thrown.push(error);
    response.status(503).end();
  }) satisfies express.ErrorRequestHandler);
  for (const target of ['/', '/web/main.js', '/web/worker.js', '/web/page.css'])
    expect((await get(target)).status).toBe(503);
  expect((await get('/web/chunk-A.js')).status).toBe(404);
  expect((await get('/', { Accept: '*/*' })).status).toBe(200);
  expect(thrown).toEqual(Array(4).fill(expect.objectContaining({ code: 'not-built' })));
  fs.renameSync(path.join(folder, 'gone'), path.join(folder, 'main.js'));
});
