/*
 * Follows trades and best prices of a pair, as Binance's streams tell them. It needs Node 20 and the package ws (`npm install ws`).
 *
 *     node streams.mjs http://127.0.0.1:8000 btcusdt
 *
 * Where the API wants an access key, put it into the environment variable API_KEY.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';

const [base, code] = process.argv.slice(2);
const headers = process.env.API_KEY ? { 'X-API-Key': process.env.API_KEY } : {};
const url = `${base.replace(/^http/, 'ws')}/stream?streams=${code}@trade/${code}@bookTicker`;

/** What a refusal says. Between here and the API may be a proxy whose answers are not the API's. */
async function reasonIn(answer) {
  try {
    const { msg } = JSON.parse((await answer.toArray()).join(''));
    return `${answer.statusCode}: ${msg}`;
  } catch {
    return `${answer.statusCode} ${answer.statusMessage}`;
  }
}

/** Calls `onEvent` for each event. Resolves to the reason when the socket has ended. */
function follow(onEvent) {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { headers });
    socket.on('message', (text) => onEvent(JSON.parse(text)));
    socket.on('close', (number, reason) => resolve(`closed: ${number} ${reason}`));
    socket.on('error', (error) => resolve(error.message));
    socket.on('unexpected-response', async (_request, answer) => {
      const reason = await reasonIn(answer);
      const seconds = answer.headers['retry-after'];
      if (answer.statusCode < 500 && seconds === undefined) {
        // The request is wrong: asking again does not help.
        console.error(reason);
        process.exit(1);
      }
      // It may be a date, which says nothing that a second does not.
      if (seconds !== undefined) await sleep((Number(seconds) || 1) * 1000);
      resolve(reason);
    });
  });
}

function onEvent({ stream, data }) {
  if (stream.endsWith('@trade')) console.log(`trade ${data.t}: ${data.q} at ${data.p}`);
  else console.log(`best prices: ${data.b} ${data.a}`);
}

for (;;) {
  const reason = await follow(onEvent);
  // What was sent meanwhile is missing: whoever adds up trades begins anew here.
  console.log(`connecting again: ${reason}`);
  await sleep(1000);
}
