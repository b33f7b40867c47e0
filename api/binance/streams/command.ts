import { parseJson } from '../../../model/parseJson.ts';

/** What a caller's message asks for. */
export type Command =
  | { readonly method: 'SUBSCRIBE' | 'UNSUBSCRIBE'; readonly names: readonly string[] }
  | { readonly method: 'LIST_SUBSCRIPTIONS' | 'GET_PROPERTY' }
  | { readonly method: 'SET_PROPERTY'; readonly isCombined: boolean };

/** Why a message is none of these, in the exchange's words. */
export interface BadCommand {
  readonly code: number;
  readonly msg: string;
}

export interface Message {
  /** The caller's own number or word for the message, as JSON; `null` where it gave none. */
  readonly id: string;
  readonly command: Command | BadCommand;
}

const INVALID_REQUEST = 2;
const METHODS = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY'];

const invalid = (why: string): BadCommand => ({ code: INVALID_REQUEST, msg: `Invalid request: ${why}` });

/** A message that is no text. */
export const binaryMessage: Message = { id: 'null', command: invalid('a message must be text') };

/** Reads a caller's message: https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams (2026-07). Never throws. */
export function readMessage(text: string): Message {
  const value = parseJson(text);
  if (value === undefined) {
    return { id: 'null', command: { code: 3, msg: 'Invalid JSON: the message cannot be read' } };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { id: 'null', command: invalid('expected an object') };
  }
  const { id, method, params } = value as Readonly<Record<string, unknown>>;
  const told = idText(id, text);
  if (told === undefined) {
    return { id: 'null', command: invalid('id must be an integer, null, or up to 36 letters, digits, _ and -') };
  }
  return { id: told, command: readCommand(method, params) };
}

/** The id as the caller wrote it, as JSON; undefined: it is none. Numbers of 64 bits do not survive being read. */
export function idText(id: unknown, text: string): string | undefined {
  if (id === undefined || id === null) return 'null';
  if (Number.isSafeInteger(id)) return String(id);
  if (typeof id === 'string') return /^[\w-]{1,36}$/.test(id) ? JSON.stringify(id) : undefined;
  if (!Number.isInteger(id)) return undefined;
  const written = [...text.matchAll(/"id"\s*:\s*(-?\d{16,19})(?!\d)/g)].map(([, digits]) => digits);
  return written.find((digits) => Number(digits) === id);
}

function readCommand(method: unknown, params: unknown): Command | BadCommand {
  switch (method) {
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE': {
      const isList = Array.isArray(params) && params.every((name) => typeof name === 'string');
      return isList ? { method, names: params } : invalid('params must be a list of names of streams');
    }
    case 'LIST_SUBSCRIPTIONS':
      return { method };
    case 'SET_PROPERTY':
    case 'GET_PROPERTY':
      return readProperty(method, params);
    default: {
      const given = typeof method === 'string' ? JSON.stringify(method.slice(0, 40)) : 'none';
      return invalid(`the method is ${given}, not one of ${METHODS.join(', ')}`);
    }
  }
}

function readProperty(method: 'SET_PROPERTY' | 'GET_PROPERTY', params: unknown): Command | BadCommand {
  const [name, value, ...others]: readonly unknown[] = Array.isArray(params) ? params : [];
  if (typeof name !== 'string') return invalid('the first of params must be the name of a property');
  if (name !== 'combined') return { code: 0, msg: 'Unknown property' };
  if (method === 'GET_PROPERTY') return value === undefined ? { method } : invalid('too many parameters');
  if (others.length > 0) return invalid('too many parameters');
  if (typeof value !== 'boolean') return { code: 1, msg: 'Invalid value type: expected Boolean' };
  return { method, isCombined: value };
}

export const answerText = (id: string, result: unknown): string => `{"result":${JSON.stringify(result)},"id":${id}}`;

/** Clients find an error in one of two places: inside, as the exchange sends it, and beside, as its documents say. */
export function errorText(id: string, { code, msg }: BadCommand): string {
  const error = JSON.stringify({ code, msg });
  return `{"error":${error},${error.slice(1, -1)},"id":${id}}`;
}
