import type { IncomingMessage } from 'node:http';
import { CollectorError } from '../../../runtime/errors.ts';
import type { ApiContext } from '../../context/context.ts';
import { createKeyCheck } from './accessKeys.ts';
import { createCallerName } from './callerName.ts';
import { createForeignCheck } from './foreignPage.ts';
import { createHostCheck } from './hosts.ts';

export interface AccessOptions {
  readonly context: Pick<ApiContext, 'config'>;
  /** Notes a wrong key of an address; returns seconds until the address may try again. */
  readonly noteWrongKey: (address: string | undefined) => number;
}

/**
 * Whoever asks may not.
 *
 * - `foreign-page`         a web page of another site
 * - `foreign-host`         a Host that is not ours
 * - `missing-key`          no access key
 * - `wrong-key`            one that is not known
 * - `too-many-wrong-keys`  of this address
 */
export class AccessRefused extends CollectorError {
  declare readonly code: 'foreign-page' | 'foreign-host' | 'missing-key' | 'wrong-key' | 'too-many-wrong-keys';
  /** Seconds until the address may try again; absent: it may at once. */
  readonly waitS: number | undefined;

  constructor(code: AccessRefused['code'], message: string, waitS?: number) {
    super(code, message);
    this.waitS = waitS;
  }
}

/** A caller that may ask. */
export interface Admission {
  /** What stands for its access key, else its address. */
  readonly who: string;
  /** Whether the key that it came with is still accepted: `api.accessKeys` may change while it stays. */
  isStillAllowed(): boolean;
}

/**
 * Makes the check whether a request may be answered, for whatever costs weight of the exchange or opens a socket. It comes before all that costs
 * anything. The key is looked for where `takeKey` brings it.
 *
 * @throws AccessRefused
 */
export function createAccess({ context, noteWrongKey }: AccessOptions): (request: IncomingMessage) => Admission {
  const isAllowed = createKeyCheck(context);
  const isOwnHost = createHostCheck(context);
  const foreign = createForeignCheck(context);
  const nameOf = createCallerName(context);
  /** The keys are compared only once they have changed, because sockets ask each second. */
  function remembered(given: string | string[] | undefined): () => boolean {
    let known = context.config().api.accessKeys;
    let verdict = true;
    return () => {
      const { accessKeys } = context.config().api;
      if (accessKeys !== known) verdict = isAllowed(given);
      known = accessKeys;
      return verdict;
    };
  }

  return (request) => {
    const { headers, socket } = request;
    const { host = '', 'x-api-key': given } = headers;
    const why = foreign(headers);
    if (why !== null) throw new AccessRefused('foreign-page', `Refused: ${why}.`);
    if (!isOwnHost(host)) {
      const named = JSON.stringify(host.slice(0, 60));
      const remedy =
        'without access keys only an IP address, localhost, api.host and the names in api.hosts are answered';
      throw new AccessRefused('foreign-host', `Host is ${named}: ${remedy}.`);
    }
    if (!isAllowed(given)) throw wrongKey(given, () => noteWrongKey(socket.remoteAddress));
    return { who: nameOf(request), isStillAllowed: remembered(given) };
  };
}

function wrongKey(given: string | readonly string[] | undefined, note: () => number): AccessRefused {
  if (given === undefined) {
    const where = 'send an access key as X-MBX-APIKEY, as X-API-Key, or in the path as /k/<key>/…';
    return new AccessRefused('missing-key', `API-key missing: ${where}.`);
  }
  const waitS = note();
  if (waitS === 0) {
    return new AccessRefused('wrong-key', 'Invalid API-key: it is none of the access keys of binance-collector.');
  }
  const message = `Too many wrong access keys from this address: wait ${waitS} s, or send a right one.`;
  return new AccessRefused('too-many-wrong-keys', message, waitS);
}
