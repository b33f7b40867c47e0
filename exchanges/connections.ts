import { type ClientRequest, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { AxiosProxyConfig } from 'axios';
import { HttpsProxyAgent } from 'https-proxy-agent';

/** How requests reach an exchange: connections that are kept open, to it or to a proxy. */
export interface Connections {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpAgent;
  /** Never what axios finds in the environment by itself. */
  readonly proxy: AxiosProxyConfig | false;
  close(): void;
}

/** The proxy does not let us through. */
export class ProxyRefused extends Error {}

/**
 * Connections to `baseUrl`. A proxy gets nothing of a request to an https address but host and port: it is asked for a tunnel (CONNECT), in
 * which TLS is spoken with the exchange itself. Requests to an http address it is handed over whole.
 *
 * @param openWithinMs a tunnel that does not stand by then is given up
 */
export function openConnections(baseUrl: string, proxy: URL | null, openWithinMs: number): Connections {
  const isTunnelled = proxy !== null && baseUrl.startsWith('https:');
  const httpAgent = new HttpAgent({ keepAlive: true });
  const httpsAgent = isTunnelled ? new TunnelAgent(proxy, openWithinMs) : new HttpsAgent({ keepAlive: true });
  return {
    httpAgent,
    httpsAgent,
    proxy: proxy === null || isTunnelled ? false : forwardVia(proxy),
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

function forwardVia({ protocol, hostname, port, username, password }: URL): AxiosProxyConfig {
  const auth = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  return {
    protocol,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    ...(username !== '' && { auth }),
  };
}

/** The library hands a proxy's refusal over as if the exchange had answered it, and waits for a silent proxy for ever. */
class TunnelAgent extends HttpsProxyAgent<string> {
  private readonly openWithinMs: number;

  constructor(proxy: URL, openWithinMs: number) {
    super(proxy, { keepAlive: true });
    this.openWithinMs = openWithinMs;
  }

  override async connect(
    request: ClientRequest,
    options: Parameters<HttpsProxyAgent<string>['connect']>[1],
  ): Promise<Socket> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), this.openWithinMs);
    const opening = new HttpsProxyAgent<string>(this.proxy, { keepAlive: true, signal: late.signal });
    let status = 0;
    opening.once('proxyConnect', ({ statusCode }: { readonly statusCode: number }) => {
      status = statusCode;
    });
    try {
      const socket = await opening.connect(request, options);
      if (status === 200) return socket;
      socket.destroy();
      throw new ProxyRefused(`the proxy answered ${status}`);
    } finally {
      clearTimeout(timer);
    }
  }
}
