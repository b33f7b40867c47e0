import { BlockList, isIPv6 } from 'node:net';
import { getProxyForUrl } from 'proxy-from-env';
import { StartError } from '../runtime/errors.ts';
import { registerSecrets } from '../runtime/secrets.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/**
 * The proxy through which requests to this URL go, or null for none. HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY decide (in lower case
 * they come first), for sockets (wss, ws) as for requests. This machine itself is always asked directly. The proxy's password is registered
 * with the log, which hides it.
 *
 * @throws StartError for a proxy that cannot be used
 */
export function proxyFor(url: string): URL | null {
  if (isLoopback(new URL(url).hostname)) return null;
  const named = getProxyForUrl(url.replace(/^ws/, 'http'));
  return named === '' ? null : checked(withScheme(named));
}

function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true;
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIPv6(address) ? loopback.check(address, 'ipv6') : loopback.check(address);
}

/** A proxy without a scheme speaks plain HTTP, as with curl and npm. (The library would give it the scheme of the exchange's URL.) */
function withScheme(named: string): string {
  const isAsWritten = Object.values(process.env).includes(named);
  return isAsWritten ? named : named.replace(/^https:/, 'http:');
}

function checked(named: string): URL {
  const fault = (what: string) => new StartError(`the proxy in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY ${what}`);
  if (!URL.canParse(named)) throw fault('is no URL: write http://host:port or http://user:password@host:port');
  const proxy = new URL(named);
  registerSecrets([proxy.password]);
  if (!['http:', 'https:'].includes(proxy.protocol)) {
    throw fault(`is of a kind that is not supported (${proxy.protocol}//…): use an http:// or https:// one`);
  }
  try {
    decodeURIComponent(proxy.username);
    registerSecrets([decodeURIComponent(proxy.password)]);
  } catch {
    throw fault('holds a "%" in its user or password: write it as %25');
  }
  return proxy;
}
