import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Browser } from 'playwright-core';
import { chromiumPath, openBrowser } from '../../rig/browser.ts';
import { StartError } from '../../runtime/errors.ts';
import { readLines } from '../processes/readLines.ts';

const FOLDER = 'docs/images';
const FRESH_WITHIN_MS = 300_000;
/** By then some trades have come, and plots of what is measured since have begun. */
const SETTLE_MS = 15_000;
const LIMIT_MS = 60_000;
/** Documents are to load fast. */
const MOST_BYTES = 400_000;

interface Image {
  readonly name: string;
  readonly query: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'dark' | 'light';
  /** The part of the page that is scrolled to; absent: its beginning. */
  readonly at?: string;
  /** What has to be drawn. */
  readonly drawn: readonly string[];
}

const ofPair = ['.candle-chart canvas', '.depth-plot canvas', '.trades [data-id]', '#watch-list path[d^="M"]'];
const look = { width: 1_600, height: 1_000 };

const images: readonly Image[] = [
  { ...look, name: 'dashboard', query: '?pair=btcusdt', colorScheme: 'dark', drawn: ofPair },
  { ...look, name: 'dashboard-futures', query: '?market=usdm&pair=btcusdt', colorScheme: 'light', drawn: ofPair },
  {
    ...{ ...look, name: 'dashboard-operations', query: '?pair=btcusdt', colorScheme: 'light', at: '#freshness' },
    drawn: ['#freshness [data-step]', '#gaps [data-open]', '#budget .time-plot canvas'],
  },
  { name: 'dashboard-narrow', query: '?pair=btcusdt', width: 390, height: 844, colorScheme: 'dark', drawn: ofPair },
];

/** `npm run images`: the dashboard of a demo as pictures for the documents. @returns exit code @throws StartError */
export async function run(): Promise<number> {
  if (chromiumPath === undefined) throw new StartError('chromium is not installed: apt-get install chromium');
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'images-'));
  const demo = spawn(process.execPath, ['scripts/run.js', 'demo', '--directory', directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(demo, 'exit');
  try {
    const api = await becomesFresh(demo.stdout);
    const browser = await openBrowser();
    try {
      fs.mkdirSync(FOLDER, { recursive: true });
      for (const image of images) await take(browser, api, image);
    } finally {
      await browser.close();
    }
    return 0;
  } finally {
    demo.kill('SIGINT');
    await ended;
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

/** @returns the address of the API, once the demo says that all is fresh */
function becomesFresh(output: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let api = '';
    const timer = setTimeout(() => reject(new StartError('the demo did not become fresh')), FRESH_WITHIN_MS);
    readLines(output, (line) => {
      api = /https?:\/\/\S+/.exec(/^ {2}dashboard .*/.exec(line)?.[0] ?? '')?.[0] ?? api;
      if (!/ fresh after /.test(line)) return;
      clearTimeout(timer);
      resolve(api.replace(/\/$/, ''));
    });
  });
}

async function take(browser: Browser, api: string, { name, query, width, height, colorScheme, at, drawn }: Image) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.goto(`${api}/${query}`);
  if (at !== undefined) await page.locator(at).evaluate((part) => part.scrollIntoView());
  for (const part of drawn) await page.locator(part).first().waitFor({ timeout: LIMIT_MS });
  await page.waitForTimeout(SETTLE_MS);
  const file = path.join(FOLDER, `${name}.png`);
  const { length } = await page.screenshot({ path: file });
  if (length > MOST_BYTES) throw new StartError(`${file} has ${length} bytes, more than ${MOST_BYTES}`);
  console.log(file, length);
  await page.close();
}
