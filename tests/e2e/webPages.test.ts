import { once } from 'node:events';
import fs from 'node:fs';
import http, { type OutgoingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { buildOpenapi } from '../../api/docs/openapi.ts';
import { createDashboardPage } from '../../api/pageFiles/dashboardPage.ts';
import { openBrowser } from '../../rig/browser.ts';
import { type ApiProcess, startApiProcess } from './apiProcess.ts';
import { describeWithBrowser, visit } from './browser.ts';

const operations = Object.keys(buildOpenapi().paths as object).length;
const key = 'a-key-of-ours';

/** What Chromium accepts. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

/** What serves the API under a path, as a proxy in front of it does: it takes the path away, and says so if `more` does. */
async function serveUnder(prefix: string, port: number, more: OutgoingHttpHeaders): Promise<Server> {
  const server = http.createServer((request, response) => {
    const { url = '', method } = request;
    const path = url.slice(prefix.length);
    if (!url.startsWith(prefix) || !/^([/?]|$)/.test(path)) return void response.writeHead(404).end();
    const asked = { port, path: path.replace(/^(?!\/)/, '/'), method, headers: { ...request.headers, ...more } };
    http
      .request(asked, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      })
      .end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

const originOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Lets Swagger UI ask a path, and resolves to the status that it shows. */
async function tryOut(page: Page, path: string): Promise<string> {
  const operation: Locator = page.locator('.opblock', { has: page.locator(`[data-path="${path}"]`) });
  await operation.locator('.opblock-summary-control').click();
  await operation.locator('.try-out__btn').click();
  await operation.locator('.execute').click();
  return (await operation.locator('.live-responses-table .response-col_status').last().innerText()).trim();
}

describeWithBrowser('the pages in a browser', () => {
  let api: ApiProcess;
  let withKeys: ApiProcess;
  let proxies: Server[] = [];
  let browser: Browser;
  /** Base URLs. */
  let bases: Record<string, string>;
  beforeAll(async () => {
    [api, withKeys, browser] = await Promise.all([
      startApiProcess(),
      startApiProcess({ api: { accessKeys: [key] } }),
      openBrowser(),
    ]);
    const [silent, naming] = await Promise.all([
      serveUnder('/binance', api.port, {}),
      serveUnder('/binance', api.port, { 'X-Forwarded-Prefix': '/binance' }),
    ]);
    proxies = [silent, naming];
    bases = {
      'at the root': `http://127.0.0.1:${api.port}`,
      'behind a proxy, under a path': `${originOf(silent)}/binance`,
      'behind a proxy that names its path': `${originOf(naming)}/binance`,
      'with an access key in the path': `http://127.0.0.1:${withKeys.port}/k/${key}`,
    };
  });
  afterAll(async () => {
    await browser?.close();
    for (const proxy of proxies) proxy.close().closeAllConnections();
    await Promise.all([api?.stop(), withKeys?.stop()]);
  });

  describe('the dashboard', () => {
    const query = '?market=spot&pair=btcusdt';
    test.each([
      { path: '/', place: 'at the root' },
      { path: `/${query}`, place: 'at the root' },
      { path: '/', place: 'behind a proxy, under a path' },
      { path: '/', place: 'behind a proxy that names its path' },
      { path: query, place: 'behind a proxy that names its path' },
      // It takes the key out of its address.
      { path: '/', place: 'with an access key in the path', shown: '../../' },
      { path: '', place: 'with an access key in the path', shown: '../' },
      { path: query, place: 'with an access key in the path', shown: `../${query}` },
    ])('is drawn at "$path" $place, without an error, and asks nobody else', async ({ path, place, shown }) => {
      const { page, errors, outside } = await visit(browser, `${bases[place]}${path}`);
      // Its scripts draw it.
      await page.locator('#page > *').first().waitFor({ state: 'attached' });
      const opened = `${bases[place]}${path}`;
      expect(page.url()).toBe(new URL(shown ?? opened, opened).href);
      const styles = await page.evaluate('[...document.styleSheets].map(({ cssRules }) => cssRules.length > 0)');
      expect([styles, errors, outside]).toEqual([[true], [], []]);
      await page.close();
    });

    test('finds all scripts that it may load later', async () => {
      const { page, errors } = await visit(browser, `${bases['behind a proxy, under a path']}/`);
      const names = fs.readdirSync('dist/web').filter((name) => name.startsWith('chunk-'));
      const count = await page.evaluate(
        `Promise.all(${JSON.stringify(names)}.map((name) => import(new URL('web/' + name, location.href).href))).then((all) => all.length)`,
      );
      expect(names.length).toBeGreaterThan(0);
      expect([count, errors]).toEqual([names.length, []]);
      await page.close();
    });

    test('asks ahead for the scripts that it needs before its first paint, and for none that comes later', async () => {
      const answer = await fetch(`${bases['at the root']}/`, { headers: { Accept: BROWSER } });
      const namesIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name);
      const ahead = namesIn(await answer.text(), /rel="modulepreload" href="web\/([^"]+)"/g);
      const main = fs.readFileSync('dist/web/main.js', 'utf8');
      const later = namesIn(main, /\bimport\("\.\/([^"]+)"\)/g);
      expect(later.length).toBeGreaterThan(0);
      expect(ahead.filter((name) => later.includes(name))).toEqual([]);
      expect(ahead).toEqual(expect.arrayContaining(namesIn(main, /\bimport\b[^("]*"\.\/([^"]+)"/g)));
      expect(ahead.length).toBeGreaterThan(0);
    });

    test('runs a worker, which asks the API and nobody else', async () => {
      const { page, errors } = await visit(browser, `${bases['with an access key in the path']}/`);
      const [worker] = await Promise.all([
        page.waitForEvent('worker'),
        page.evaluate(`void new Worker('/k/${key}/web/worker.js', { type: 'module' })`),
      ]);
      const ask = (address: string) =>
        worker.evaluate(`fetch(new URL('${address}', location.href)).then(({ status }) => status, () => 'refused')`);
      const asked = [await ask('../gaps'), await ask('http://elsewhere.invalid/')];
      expect(asked).toEqual([200, 'refused']);
      expect(errors.filter((error) => !error.includes('elsewhere.invalid'))).toEqual([]);
      await page.close();
    });

    test('may load from us alone, and runs no script that stands in it', async () => {
      const answer = await fetch(`${bases['at the root']}/`, { headers: { Accept: BROWSER } });
      expect(answer.headers.get('content-security-policy')).toBe(
        "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none';script-src 'self';" +
          "style-src 'self';img-src 'self' data:;connect-src 'self';worker-src 'self'",
      );
    });

    test('is for browsers: who takes anything gets JSON', async () => {
      const typeOf = async (accept: string) => {
        const { headers } = await fetch(`${bases['at the root']}/`, { headers: { Accept: accept } });
        return [headers.get('content-type'), headers.get('vary')];
      };
      expect(await typeOf('*/*')).toEqual(['application/json; charset=utf-8', 'Accept']);
      expect(await typeOf(BROWSER)).toEqual(['text/html; charset=utf-8', 'Accept, Accept-Encoding']);
    });

    test('is small: all script and style that it can ever load', () => {
      const { files } = createDashboardPage(path.resolve('dist/web'));
      const loaded = files.filter(({ type }) => type !== 'text/plain');
      expect(loaded.filter(({ file }) => file === null)).toEqual([]);
      const bytes = loaded.reduce((sum, { file }) => sum + fs.statSync(file ?? '').size, 0);
      expect(bytes).toBeGreaterThan(250_000);
      expect(bytes).toBeLessThanOrEqual(400_000);
    });
  });

  const [inDocs, inRedoc] = ['.opblock', '[data-section-id*="/paths/"]'];
  test.each([
    { path: '/docs', place: 'at the root', shown: inDocs },
    { path: '/docs/', place: 'at the root', shown: inDocs },
    { path: '/redoc', place: 'at the root', shown: inRedoc },
    { path: '/Redoc/', place: 'at the root', shown: inRedoc },
    { path: '/docs/', place: 'behind a proxy, under a path', shown: inDocs },
    { path: '/redoc', place: 'behind a proxy, under a path', shown: inRedoc },
    { path: '/docs', place: 'with an access key in the path', shown: inDocs },
  ])('$path $place shows every operation, without an error, and asks nobody else', async ({ path, place, shown }) => {
    const { page, errors, outside } = await visit(browser, `${bases[place]}${path}`);
    const all = page.locator(shown);
    await all.nth(operations - 1).waitFor({ state: 'attached' });
    await page.waitForLoadState('networkidle');
    expect(await all.count()).toBe(operations);
    if (shown === inDocs) expect(await tryOut(page, '/live')).toBe('200');
    expect([errors, outside]).toEqual([[], []]);
    await page.close();
  });

  test('/docs does not try out what never ends', async () => {
    const { page, errors } = await visit(browser, `${bases['at the root']}/docs`);
    for (const [path, buttons] of [
      ['/events', 0],
      ['/live', 1],
    ] as const) {
      const operation = page.locator('.opblock', { has: page.locator(`[data-path="${path}"]`) });
      await operation.locator('.opblock-summary-control').click();
      await operation.locator('.responses-wrapper').waitFor();
      expect([path, await operation.locator('.try-out__btn').count()]).toEqual([path, buttons]);
    }
    expect(errors).toEqual([]);
    await page.close();
  });

  test('/docs takes an access key and sends it', async () => {
    const { page, outside } = await visit(browser, `http://127.0.0.1:${withKeys.port}/docs`);
    expect(await tryOut(page, '/metrics')).toBe('401');
    await page.locator('.btn.authorize').first().click();
    await page.locator('.auth-container input').fill(key);
    await page.locator('.auth-btn-wrapper .authorize').click();
    await page.locator('.auth-btn-wrapper .btn-done').click();
    expect(await tryOut(page, '/gaps')).toBe('200');
    expect(outside).toEqual([]);
    await page.close();
  });
});
