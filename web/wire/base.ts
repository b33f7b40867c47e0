/** Where the API is, as the browser knows it by the address of this script, which lies in `web/` as all do: behind whatever path a proxy serves it. */
const from = new URL('../', import.meta.url).href;

const KEY_IN_PATH = /\/k\/([A-Za-z0-9._~-]+)\/$/;

/** The root of the API, with a slash at its end. An access key that stood in the address of the page is not part of it. */
export const root = from.replace(KEY_IN_PATH, '/');

/** The access key that stood in the address of the page; null: none. */
export const keyInAddress = KEY_IN_PATH.exec(from)?.[1] ?? null;
