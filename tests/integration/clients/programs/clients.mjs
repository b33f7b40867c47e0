/**
 * The clients as their users run them, in a process of their own: makes them by the blocks that it is told, calls their methods, and tells
 * what they return.
 */

import { record } from './record.mjs';
import { requestsOf } from './requests.mjs';
import { watches } from './watches.mjs';

/** @type {Record<string, () => Promise<Record<string, unknown>>>} */
const packages = {
  ccxt: () => import('ccxt'),
  '@binance/spot': () => import('@binance/spot'),
  '@binance/derivatives-trading-usds-futures': () => import('@binance/derivatives-trading-usds-futures'),
  '@binance/connector': () => import('@binance/connector'),
  binance: () => import('binance'),
  'binance-api-node': () => import('binance-api-node'),
  'node-binance-api': () => import('node-binance-api'),
};

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;

/** Runs a block of code; its imports are those of the packages above, and the answer is what it gives names to. */
function run(block) {
  const load = (name) => {
    const found = packages[name];
    if (found === undefined) throw new Error(`no package ${name}`);
    return found();
  };
  const code = block.replace(/^import (?:(\w+)|(\{.+\})) from '(.+)';$/gm, (_line, one, several, from) =>
    several === undefined
      ? `const { default: ${one} } = await load('${from}');`
      : `const ${several} = await load('${from}');`,
  );
  const names = [...code.matchAll(/^const (\w+) = /gm)].map(([, name]) => name);
  return new AsyncFunction('load', `${code}\nreturn { ${names.join(', ')} };`)(load);
}

const made = new Map();

/** What is not told comes as null. */
const known = (value) => (value === null ? undefined : value);

/** What follows streams, by the name of the client. */
const watching = new Map();

async function watch(name, block) {
  const noted = record();
  const stop = await watches[name](await run(block), noted);
  watching.set(name, { all: noted.all, stop });
}

async function answer({ block, of, method, args, take, isOverSocket, watch: name, told: whose, stop: whom }) {
  if (name !== undefined) return watch(name, block);
  if (whose !== undefined) return watching.get(whose)?.all;
  if (whom !== undefined) return watching.get(whom)?.stop();
  if (!made.has(block)) made.set(block, run(block));
  const client = (await made.get(block))[of];
  if (client === undefined) throw new Error(`the block makes no ${of}`);
  const methods = isOverSocket ? await requestsOf(client) : (client.restAPI ?? client);
  if (typeof methods[method] !== 'function') throw new Error(`the client has no method ${method}`);
  const returned = await methods[method](...args.map(known));
  if (take === undefined) return returned;
  return take === 'data' ? returned.data : returned.data();
}

/** What clients throw are errors of theirs, now and then plain objects: what tells a user what has happened. */
function told(error) {
  const { name, message, msg, code, body, status, statusCode, error: within } = Object(error);
  const says = message ?? msg ?? within?.msg ?? body ?? error;
  return { name, message: String(says), code: code ?? within?.code, status: status ?? statusCode };
}

process.on('message', async ({ id, ...asked }) => {
  try {
    process.send({ id, value: await answer(asked) });
  } catch (error) {
    process.send({ id, error: told(error) });
  }
});

/**
 * binance-api-node gives a socket up that is not open within four seconds, and throws where nobody can catch it. On a busy machine that is no
 * fault of who answers. Everything else ends the process, as it would end a user's.
 */
process.on('uncaughtException', (error) => {
  if (/WebSocket was closed before the connection was established/.test(error.message)) return;
  console.error(error);
  process.exit(1);
});
process.on('disconnect', () => process.exit(0));
process.send('ready');
