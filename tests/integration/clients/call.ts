/** Parameters by Binance's names. */
// biome-ignore lint/suspicious/noExplicitAny: each client takes them in its own way
export type Params = any;

/** A call of a client's method, which is made in a process of its own. */
export interface Call {
  readonly method: string;
  readonly args: readonly unknown[];
  /** Where the answer lies in what the client returns; default: it is the answer. */
  readonly take?: 'data' | 'data()';
  /** It is a method of the client's WebSocket API (programs/requests.mjs). */
  readonly isOverSocket?: boolean;
}

export const call = (method: string, ...args: readonly unknown[]): Call => ({ method, args });

/** A call over the client's WebSocket API: what it returns is the result. */
export const overSocket = (method: string, ...args: readonly unknown[]): Call => ({ method, args, isOverSocket: true });

/** What axios returns beside the data is about the one request. */
export const dataOf = (method: string, ...args: readonly unknown[]): Call => ({ method, args, take: 'data' });

/** The official clients give an answer's data by a call of its own. */
export const body = (method: string, ...args: readonly unknown[]): Call => ({ method, args, take: 'data()' });

/** With a list of symbols as Binance wants it, for clients that leave that to the caller. */
export const list = ({ symbols, ...params }: Params): Params =>
  symbols === undefined ? params : { ...params, symbols: JSON.stringify(symbols) };
