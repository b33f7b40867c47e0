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

/** The events of one connection, each with its name and its data. An empty line ends an event; lines with nothing but a colon show that it lives. */
async function* events() {
  const answer = await fetch(url, { headers });
  if (!answer.ok) {
    const { error, detail } = await answer.json();
    const refusal = `${answer.status} ${error}: ${detail}`;
    if (answer.status >= 500 || answer.status === 429) throw new Error(refusal);
    // The request is wrong: asking again does not help.
    console.error(refusal);
    process.exit(1);
  }
  let text = '';
  for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + part).split('\n\n');
    text = blocks.pop();
    for (const block of blocks) {
      const { event, data } = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s)));
      if (data !== undefined) yield { event, data: JSON.parse(data) };
    }
  }
}

function onEvent(event, { data, age, stale, why }) {
  if (event === 'value') console.log(`price ${data[0].price}, ${stale ? 'too old to act on: ' : ''}${age} ms old`);
  else if (event === 'rows') for (const { id, qty, price } of data) console.log(`trade ${id}: ${qty} at ${price}`);
  else if (event === 'age' && stale) console.log(`too old to act on: ${age} ms`);
  else if (why !== undefined) console.log(`${event}: ${why}`);
}

for (;;) {
  try {
    for await (const { event, data } of events()) onEvent(event, data);
  } catch (error) {
    console.log(error.cause?.message ?? error.message);
  }
  // Nothing is sent again. The first event of each topic is its present state; what rows are missing in between, GetData knows.
  console.log('connecting again');
  await sleep(1000);
}
