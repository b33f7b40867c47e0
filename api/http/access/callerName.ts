import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ApiContext } from '../../context/context.ts';

/** What stands for the caller of a request that may be answered: its access key, else its address. It may be shown. */
export type CallerName = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string;

export function createCallerName(context: Pick<ApiContext, 'config'>): CallerName {
  /** By access keys, of which there are few: a name that may be shown. */
  let keys: readonly string[] = [];
  let names = new Map<string, string>();

  function nameOf(key: string): string {
    const { accessKeys } = context.config().api;
    if (accessKeys !== keys) {
      keys = accessKeys;
      names = new Map(
        keys.map((known) => [known, `key ${createHash('sha256').update(known).digest('hex').slice(0, 12)}`]),
      );
    }
    return names.get(key) ?? '';
  }

  return ({ headers, socket }) => {
    const { 'x-api-key': given } = headers;
    const name = typeof given === 'string' ? nameOf(given) : '';
    return name === '' ? addressOf(socket.remoteAddress) : name;
  };
}

const addressOf = (address = 'unknown'): string => address.replace(/^::ffff:(?=[\d.]+$)/, '');
