/** The clients' WebSocket APIs, each in its own way: what a method returns here is the result of the answer. */

const opened = new WeakMap();

/** The methods of what a block makes. Its socket is opened once, and stays open. */
export function requestsOf(made) {
  const known = opened.get(made) ?? open(made);
  opened.set(made, known);
  return known;
}

async function open(made) {
  if (made.websocketAPI !== undefined) return taking('data', await made.websocketAPI.connect());
  if (typeof made === 'function') return overCallbacks(made);
  return taking('result', made);
}

/** Each method as it is, but for what is taken of what it returns. */
const taking = (name, client) =>
  new Proxy(client, {
    get(target, method) {
      if (typeof target[method] !== 'function') return target[method];
      return async (...args) => (await target[method](...args))[name];
    },
  });

/** A client that hands over messages as texts: one request after the other. */
async function overCallbacks(make) {
  let onText;
  const client = await new Promise((resolve) => {
    make({ open: resolve, message: (text) => onText?.(text) });
  });
  return new Proxy(client, {
    get(target, method) {
      if (typeof target[method] !== 'function') return target[method];
      return async (...args) => {
        const text = await new Promise((resolve) => {
          onText = resolve;
          target[method](...args);
        });
        const { result, error } = JSON.parse(text);
        if (error !== undefined) throw error;
        return result;
      };
    },
  });
}
