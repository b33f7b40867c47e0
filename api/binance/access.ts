import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ApiContext } from '../context/context.ts';
import { createKeyCheck } from '../http/accessKeys.ts';
import { createForeignCheck } from '../http/foreignPage.ts';
import { createHostCheck } from '../http/hosts.ts';
import { DialectError, refused } from './dialectError.ts';

export interface AccessOptions {
  readonly context: ApiContext;
  /** Notes a wrong key of an address; returns seconds until the address may try again. */
  readonly noteWrongKey: (address: string | undefined) => number;
}

/**
 * Makes the check whether a request may be answered. It comes before all that costs anything.
 *
 * @returns who asks: what stands for its access key, else its address @throws DialectError
 */
export function createAccess({ context, noteWrongKey }: AccessOptions): (request: IncomingMessage) => string {
  const isAllowed = createKeyCheck(context);
  const isOwnHost = createHostCheck(context);
  const foreign = createForeignCheck(context);
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
    const { host = '', 'x-api-key': given } = headers;
    const why = foreign(headers);
    if (why !== null) throw refused.unsupported(`Refused: ${why}.`, 403);
    if (!isOwnHost(host)) {
      const named = JSON.stringify(host.slice(0, 60));
      const remedy =
        'without access keys only an IP address, localhost, api.host and the names in api.hosts are answered';
      throw refused.unsupported(`Host is ${named}: ${remedy}.`, 421);
    }
    if (!isAllowed(given)) throw wrongKey(given, () => noteWrongKey(socket.remoteAddress));
    const name = typeof given === 'string' ? nameOf(given) : '';
    return name === '' ? addressOf(socket.remoteAddress) : name;
  };
}

function wrongKey(given: string | readonly string[] | undefined, note: () => number): DialectError {
  if (given === undefined) {
    return refused.missingKey(
      'API-key missing: send an access key as X-MBX-APIKEY, as X-API-Key, or in the path as /k/<key>/….',
    );
  }
  const waitS = note();
  if (waitS === 0) return refused.rejectedKey('Invalid API-key: it is none of the access keys of binance-collector.');
  const message = `Too many wrong access keys from this address: wait ${waitS} s, or send a right one.`;
  return new DialectError(-2015, message, { status: 429, retryAfterS: waitS, endsConnection: true });
}

const addressOf = (address = 'unknown'): string => address.replace(/^::ffff:(?=[\d.]+$)/, '');
