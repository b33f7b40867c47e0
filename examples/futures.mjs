/*
 * Follows the forming candle, liquidations and large trades of a USD-M contract, each over a socket of its own. It needs Node 20 and the package ws
 * (`npm install ws`).
 *
 *     node futures.mjs http://127.0.0.1:8000 btcusdt 100000
 *
 * The number says from which value in dollars on a trade is large. Where the API wants an access key, put it into the environment variable API_KEY.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';

const [base, symbol, threshold = '100000'] = process.argv.slice(2);
const headers = process.env.API_KEY ? { 'X-API-Key': process.env.API_KEY } : {};
const topics = ['ohlc?interval=1m', 'liquidations', `large_trades?threshold=${threshold}`];

/** The request is wrong: asking again does not help. */
function giveUp(reason) {
  console.error(reason);
  process.exit(1);
}

/** What a refusal says. Between here and the API may be a proxy whose answers are not the API's. */
async function reasonIn(answer) {
  try {
    const { error, detail } = JSON.parse((await answer.toArray()).join(''));
    return `${answer.statusCode} ${error}: ${detail}`;
  } catch {
    return `${answer.statusCode} ${answer.statusMessage}`;
  }
}

/** Calls `onEvent` for each event. Resolves to the reason when the socket has ended. */
function follow(topic, onEvent) {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${base.replace(/^http/, 'ws')}/ws/binance/${symbol}/${topic}`, { headers });
    socket.on('message', (text) => onEvent(JSON.parse(text)));
    socket.on('close', (number, reason) => resolve(`closed: ${number} ${reason}`));
    socket.on('error', (error) => resolve(error.message));
    socket.on('unexpected-response', async (_request, answer) => {
      const reason = await reasonIn(answer);
      const seconds = answer.headers['retry-after'];
      if (answer.statusCode < 500 && seconds === undefined) giveUp(reason);
      if (seconds !== undefined) await sleep((Number(seconds) || 1) * 1000);
      resolve(reason);
    });
  });
}

function onEvent(event) {
  if (event.type === 'ohlc')
    console.log(`candle of ${event.timestamp}: ${event.close}${event.final ? ', closed' : ''}`);
  else if (event.type === 'liquidation')
    console.log(`liquidation: ${event.side} ${event.filledQty} at ${event.averagePrice}`);
  else if (event.type === 'large_trade')
    console.log(`large trade ${event.id}: ${event.side} for ${event.quoteValue} dollars`);
  // What is wrong with an address is told over the socket.
  else if (event.type === 'error') giveUp(`${event.error}: ${event.detail}`);
}

async function keepFollowing(topic) {
  for (;;) {
    const reason = await follow(topic, onEvent);
    // What was sent meanwhile is missing: candles come whole again, and trades can be asked for.
    console.log(`connecting again: ${reason}`);
    await sleep(1000);
  }
}

await Promise.all(topics.map(keepFollowing));
