import fs from 'node:fs';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { browserOptions } from '../../rig/browser.ts';
import { cpuTime } from '../cpuTime.ts';

/** A browser whose processor time and memory can be read. */
export interface WatchedBrowser {
  readonly browser: Browser;
  /** Processor time of all its processes so far, ms. */
  cpuTime(): number;
  close(): Promise<void>;
}

export async function openWatchedBrowser(): Promise<WatchedBrowser> {
  const server = await chromium.launchServer(browserOptions);
  const browser = await chromium.connect(server.wsEndpoint());
  const pid = server.process().pid ?? 0;
  return {
    browser,
    cpuTime: () => familyOf(pid).reduce((sum, each) => sum + (cpuTime(each) || 0), 0),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** A process with all that it has started. */
function familyOf(pid: number): number[] {
  const parents = new Map<number, number[]>();
  for (const name of fs.readdirSync('/proc')) {
    const each = Number(name);
    const parent = Number.isNaN(each) ? undefined : parentOf(each);
    if (parent !== undefined) parents.set(parent, [...(parents.get(parent) ?? []), each]);
  }
  const all = [pid];
  for (const each of all) all.push(...(parents.get(each) ?? []));
  return all;
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(fs.readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[1]);
  } catch {
    return undefined;
  }
}

/** Bytes that a page's scripts hold, what is garbage not counted. */
export async function heapOf(page: Page): Promise<number> {
  const session: CDPSession = await page.context().newCDPSession(page);
  try {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  } finally {
    await session.detach();
  }
}
