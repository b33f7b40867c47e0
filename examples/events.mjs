/*
 * Is told what changes: a price and the trades of a pair, by server-sent events. It needs Node 20 and no package.
 *
 *     node events.mjs http://127.0.0.1:8000 btcusdt
 *
 * Where the API wants an access key, put it into the environment variable API_KEY.
 */
import { setTimeout as sleep } from 'node:timers/promises';

const [base, code] = process.argv.slice(2);
const headers = process.env.API_KEY ? { 'X-API-Key': process.env.API_KEY } : {};
const url = `${base}/events?topics=spot:${code}:price,spot:${code}:trades`;

/** Ends the program where the request is wrong: asking again does not help. Throws what else there is to say of a refusal. */
async function refuse(answer) {
  // Between here and the API may be a proxy whose answers are not the API's.
  const { error = answer.statusText, detail = 'no answer of the API' } = await answer.json().catch(() => ({}));
  const refusal = `${answer.status} ${error}: ${detail}`;
  if (answer.status >= 500 || answer.status === 429) throw new Error(refusal);
  console.error(refusal);
  process.exit(1);
}

/** The events of one connection, each with its name and its data. An empty line ends an event. */
async function* connection() {
  const broken = new AbortController();
  // A line with nothing but a colon comes each ten seconds: a connection on which nothing comes for longer is broken.
  const timer = setTimeout(() => broken.abort(new Error('nothing came for 30 s')), 30_000);
  try {
    const answer = await fetch(url, { headers, signal: broken.signal });
    if (!answer.ok) await refuse(answer);
    let text = '';
    for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
      timer.refresh();
      const blocks = (text + part).split('\n\n');
      text = blocks.pop();
      for (const block of blocks) {
        const { event, data } = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s)));
        if (data !== undefined) yield { event, data: JSON.parse(data) };
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

/** The events of all connections: when one has ended, the next one is made. What is thrown by who reads them does not come here. */
async function* events() {
  for (;;) {
    try {
      yield* connection();
    } catch (error) {
      console.log(error.cause?.message ?? error.message);
    }
    // Nothing is sent again. The first event of each topic is its present state; what rows are missing in between, GetData knows.
    console.log('connecting again');
    await sleep(1000);
  }
}

function onEvent(event, { data, age, stale, why }) {
  // Before anything is stored, a value has no rows.
  if (event === 'value' && data.length === 0) console.log('no price yet');
  else if (event === 'value') console.log(`price ${data[0].price}, ${stale ? 'too old to act on: ' : ''}${age} ms old`);
  else if (event === 'rows') for (const { id, qty, price } of data) console.log(`trade ${id}: ${qty} at ${price}`);
  else if (event === 'age' && stale) console.log(`too old to act on: ${age} ms`);
  else if (why !== undefined) console.log(`${event}: ${why}`);
}

for await (const { event, data } of events()) onEvent(event, data);
