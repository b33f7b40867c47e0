/*
 * Reads the last 25 candles of one minute, then follows the price. It needs Node 20 and no package.
 *
 *     node poll.mjs http://127.0.0.1:8000 btcusdt
 *
 * Where the API wants an access key, put it into the environment variable API_KEY.
 */
import { setTimeout as sleep } from 'node:timers/promises';

const [base, code] = process.argv.slice(2);
const key = process.env.API_KEY ? { 'X-API-Key': process.env.API_KEY } : {};

/** Returns body and headers. The body is null if nothing has changed since the answer that had this tag. */
async function get(path, tag) {
  const headers = tag ? { ...key, 'If-None-Match': tag } : key;
  for (;;) {
    try {
      const answer = await fetch(base + path, { headers, signal: AbortSignal.timeout(5000) });
      if (answer.status === 304) return { body: null, headers: answer.headers };
      const body = await answer.json();
      if (answer.ok) return { body, headers: answer.headers };
      const seconds = answer.headers.get('Retry-After');
      if (seconds === null) {
        // The request is wrong: asking again does not help.
        console.error(`${answer.status} ${body.error}: ${body.detail}`);
        process.exit(1);
      }
      await wait(Number(seconds), body.detail);
    } catch (error) {
      // There is no connection, or no answer in time.
      await wait(1, error.cause?.message ?? error.message);
    }
  }
}

async function wait(seconds, reason) {
  console.log(`waiting ${seconds} s: ${reason}`);
  await sleep(seconds * 1000);
}

/** All rows of a series, newest first. Following `next` neither repeats nor skips a row when new ones arrive. */
async function* rows(path) {
  while (path !== null) {
    const { body } = await get(path);
    yield* body.data;
    path = body.next;
  }
}

const closes = [];
for await (const { close } of rows(`/GetData?type=1&code=${code}`)) {
  if (closes.push(close) === 25) break;
}
console.log(`${closes.length} candles, the newest close at ${closes.slice(0, 3).join(', ')}`);

const path = `/GetData?type=price&code=${code}`;
let tag;
let price;
for (;;) {
  const { body, headers } = await get(path, tag);
  tag = headers.get('ETag');
  price = body?.data[0]?.price ?? price;
  const change = body === null ? 'unchanged' : 'new';
  const age = headers.get('X-Data-Age-Ms');
  if (headers.get('X-Data-Stale') === 'true') console.log(`${price} ${change}, too old to act on: ${age} ms`);
  else console.log(`${price} ${change}, ${age} ms old`);
  await sleep(1000);
}
