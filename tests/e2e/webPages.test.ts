import { once } from 'node:events';
import http, { type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Locator, Page } from 'playwright-core';
import { buildOpenapi } from '../../api/docs/openapi.ts';
import { openBrowser } from '../../rig/browser.ts';
import { type ApiProcess, startApiProcess } from './apiProcess.ts';
import { describeWithBrowser, visit } from './browser.ts';

const operations = Object.keys(buildOpenapi().paths as object).length;
const key = 'a-key-of-ours';

/** What serves the API under a path, as a proxy in front of it does: it takes the path away. */
async function serveUnder(prefix: string, port: number): Promise<Server> {
  const server = http.createServer((request, response) => {
    const { url = '', method, headers } = request;
    if (!url.startsWith(`${prefix}/`)) return void response.writeHead(404).end();
    http
      .request({ port, path: url.slice(prefix.length), method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      })
      .end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

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
  let proxy: Server;
  let browser: Browser;
  /** Base URLs. */
  let bases: Record<string, string>;
  beforeAll(async () => {
    [api, withKeys, browser] = await Promise.all([
      startApiProcess(),
      startApiProcess({ api: { accessKeys: [key] } }),
      openBrowser(),
    ]);
    proxy = await serveUnder('/binance', api.port);
    bases = {
      'at the root': `http://127.0.0.1:${api.port}`,
      'behind a proxy, under a path': `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/binance`,
      'with an access key in the path': `http://127.0.0.1:${withKeys.port}/k/${key}`,
    };
  });
  afterAll(async () => {
    await browser?.close();
    proxy?.close().closeAllConnections();
    await Promise.all([api?.stop(), withKeys?.stop()]);
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
