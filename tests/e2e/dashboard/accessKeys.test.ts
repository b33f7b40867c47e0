import type { Page } from 'playwright-core';
import { eventually } from '../../eventually.ts';
import { describeWithBrowser, visit } from '../browser.ts';
import { type Installation, LIMIT_MS, openInstallation } from './installation.ts';
import { type Recorder, recordInFrontOf } from './recording.ts';

const verdict = (page: Page) => page.locator('[data-verdict]').getAttribute('data-verdict');

const key = 'a-key-of-ours';

describeWithBrowser('the page where access keys are set', () => {
  let all: Installation;
  let recorder: Recorder;
  beforeAll(async () => {
    all = await openInstallation({ api: { accessKeys: [key] }, pairs: ['btcusdt'], usdm: undefined });
    recorder = await recordInFrontOf(all.url);
  }, LIMIT_MS);
  afterAll(() => {
    recorder?.close();
    return all?.close();
  });
  beforeEach(() => void recorder.asked.splice(0));
  /** The page behind the recorder, and what it asks for. */
  const openRecorded = (query: string) => visit(all.browser, `${recorder.url}/${query}`);
  const withKey = () => recorder.asked.filter((address) => address.includes(key));
  const isAsked = (start: string) => recorder.asked.some((address) => address.startsWith(start));

  test('it asks for one, says when it is wrong, keeps it for the tab, and no address has it', async () => {
    const { page, errors } = await openRecorded('');
    await page.getByLabel('Access key').fill('wrong');
    await page.keyboard.press('Enter');
    await eventually(async () =>
      expect(await page.locator('.key-form').innerText()).toContain('The API does not know this access key.'),
    );
    await page.getByLabel('Access key').fill(key);
    await page.keyboard.press('Enter');
    await eventually(async () => expect(await verdict(page)).toBe('ok'));
    await page.locator('.key-form').waitFor({ state: 'detached' });
    // What it keeps it sends from the first request on.
    errors.splice(0);
    await page.reload();
    await eventually(async () => expect(await verdict(page)).toBe('ok'));
    await page.goto(`${recorder.url}/?pair=btcusdt&interval=5`);
    await eventually(async () => expect(await verdict(page)).toBe('ok'));
    expect(errors).toEqual([]);
    expect(page.url()).not.toContain(key);
    expect(withKey()).toEqual([]);
    await eventually(() => expect(['/web/worker.js', '/events?', '/health'].map(isAsked)).toEqual([true, true, true]));
    await page.close();
  });

  test('a key in the address is taken out of it: it was in those of the page and its files alone', async () => {
    const { page, errors } = await openRecorded(`k/${key}/?pair=btcusdt`);
    await eventually(async () => expect(await verdict(page)).toBe('ok'));
    expect(page.url()).toBe(`${recorder.url}/?pair=btcusdt`);
    const [first, ...files] = withKey();
    expect(first).toBe(`/k/${key}/?pair=btcusdt`);
    expect(files.filter((address) => !/^\/k\/[^/]+\/web\/[\w.-]+\.(js|css)$/.test(address))).toEqual([]);
    await eventually(() => expect(['/web/worker.js', '/events?', '/health'].map(isAsked)).toEqual([true, true, true]));
    expect(errors).toEqual([]);
    // What is loaded late has been.
    await page.locator('#candles canvas').first().waitFor();
    await page.locator('#book canvas').first().waitFor();
    recorder.asked.splice(0);
    await page.reload();
    await eventually(async () => expect(await verdict(page)).toBe('ok'));
    expect(withKey()).toEqual([]);
    expect(isAsked('/health')).toBe(true);
    await page.close();
  });

  test('a key that is withdrawn while the page is open is asked for again', async () => {
    const { page } = await all.open(`k/${key}/`);
    await eventually(async () => expect(await verdict(page)).toBe('ok'));
    all.configure({ api: { ...Object(Reflect.get(all.content, 'api')), accessKeys: ['another-key-of-ours'] } });
    await page.getByLabel('Access key').fill('another-key-of-ours');
    await page.keyboard.press('Enter');
    await eventually(async () => expect(await verdict(page)).toBe('ok'));
    await page.close();
  });
});
