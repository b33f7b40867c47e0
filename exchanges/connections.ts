import { type ClientRequest, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { AxiosProxyConfig } from 'axios';
import { HttpsProxyAgent } from 'https-proxy-agent';

/** How requests reach an exchange: over connections that are kept open, to the exchange or to a proxy. */
export interface Connections {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpAgent;
  /** Given explicitly, so that axios does not look for a proxy in the environment by itself. */
  readonly proxy: AxiosProxyConfig | false;
  close(): void;
}

/** The proxy refuses the tunnel to the exchange. */
export class ProxyRefused extends Error {}

/**
 * Connections to `baseUrl`. For an https address the proxy learns only host and port: it opens a tunnel (CONNECT), in which TLS is spoken
 * with the exchange itself. For an http address the proxy gets the whole request.
 *
 * @param openWithinMs a tunnel that is not open after this time is given up
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

/** Tunnels through a proxy, for what is no plain request: the proxy learns only host and port, of an http address too. */
export const openTunnels = (proxy: URL, openWithinMs: number): HttpAgent => new TunnelAgent(proxy, openWithinMs);

function forwardVia({ protocol, hostname, port, username, password }: URL): AxiosProxyConfig {
  const auth = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  return {
    protocol,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    ...(username !== '' && { auth }),
  };
}

/** Corrects the library, which takes a proxy's refusal for the exchange's answer, and waits for a silent proxy for ever. */
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
