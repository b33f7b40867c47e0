import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';

/** A forward proxy for tests. Whatever host is asked for, it reaches a port of this machine. */
export interface TinyProxy {
  /** host:port */
  readonly host: string;
  /** What it was asked for: `CONNECT exchange.test:443`, `GET http://exchange.test/…`. */
  readonly asked: string[];
  /** Everything that callers have sent, as text. */
  seen(): string;
  /** Connections of callers that are open. */
  open(): number;
  close(): Promise<void>;
}

export interface TinyProxyOptions {
  /** Port of 127.0.0.1 that stands for every host. */
  readonly targetPort: number;
  /** Answers this status to CONNECT instead of opening a tunnel; 0: nothing at all. */
  readonly refuseWith?: number;
}

export async function startTinyProxy({ targetPort, refuseWith }: TinyProxyOptions): Promise<TinyProxy> {
  const asked: string[] = [];
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    chunks.push(Buffer.from(request.rawHeaders.join(' ')));
    const { pathname, search } = new URL(request.url ?? '/', 'http://none');
    const { headers, method } = request;
    const path = `${pathname}${search}`;
    const forward = http.request({ host: '127.0.0.1', port: targetPort, path, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forward.on('error', () => response.destroy());
    request.pipe(forward);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    chunks.push(Buffer.from(request.rawHeaders.join(' ')));
    if (refuseWith === 0) return socket.resume().on('end', () => socket.end());
    if (refuseWith !== undefined) return socket.end(`HTTP/1.1 ${refuseWith} Refused\r\nContent-Length: 0\r\n\r\n`);
    const target = net.connect(targetPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.pipe(target).pipe(socket);
    });
    for (const end of [target, socket]) end.on('error', () => socket.destroy());
    socket.on('close', () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    seen: () => Buffer.concat(chunks).toString('latin1'),
    open: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
