/**
 * The clients as their users run them, in a process of their own: makes them by the blocks that it is told, calls their methods, and tells
 * what they return.
 */

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

async function answer({ block, of, method, args, take, isOverSocket, watch, ms }) {
  if (watch !== undefined) return watches[watch](await run(block), ms);
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
process.on('disconnect', () => process.exit(0));
process.send('ready');
