import { cell } from '../cells/cell.ts';
import { keyInAddress, root } from './base.ts';

/** The browser forgets it with the tab. */
const NAME = 'binance-collector.access-key';

/** What an access key may consist of: what a header can carry. */
const SENDABLE = /^[\x21-\x7e]+$/;

/** The access key of this tab, null: none. It stands in a header of each request, and never in an address. */
export const accessKey = cell<string | null>(null);

/** Keeps the key for this tab. */
export function keepAccessKey(key: string | null): void {
  if (key === null) kept()?.removeItem(NAME);
  else kept()?.setItem(NAME, key);
  accessKey.set(key);
}

export const isSendable = (key: string): boolean => SENDABLE.test(key);

/** Undefined where the browser lets pages keep nothing: then the key is asked for again after a reload. */
function kept(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}

/** Pages that a tab has shown when it shows this one for the first time: an empty one, and this. */
const NEW_TAB = 2;

/** Whether there may be a key: the address has one, or this tab has shown other pages before, or this one. */
export const mayHaveKey = (): boolean =>
  keyInAddress !== null ||
  history.length > NEW_TAB ||
  performance.getEntriesByType('navigation').some((entry) => Reflect.get(entry, 'type') !== 'navigate');

/** Takes the key that this tab keeps, or the one in the address of the page, which people copy and send to others. */
export function takeAccessKey(): void {
  if (keyInAddress === null) {
    accessKey.set(kept()?.getItem(NAME) ?? null);
    return;
  }
  keepAccessKey(keyInAddress);
  history.replaceState(history.state, '', root + location.search + location.hash);
}
