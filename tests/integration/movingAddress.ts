import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

/** An address that leads to one server, later to another, as a virtual IP or a name does. Open connections stay where they are. */
export interface MovingAddress {
  readonly url: string;
  /** Connections it has taken. */
  taken(): number;
  /** New connections lead to the server of this URL. */
  leadTo(url: string): void;
  /** The host behind the open connections is gone without a word: nothing passes any more, in neither direction. */
  silence(): void;
  close(): void;
}

export async function createMovingAddress(url: string): Promise<MovingAddress> {
  let target = Number(new URL(url).port);
  let taken = 0;
  const sockets = new Set<net.Socket>();
  const server = net.createServer((from) => {
    taken++;
    const to = net.connect(target, '127.0.0.1');
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: () => taken,
    leadTo(next) {
      target = Number(new URL(next).port);
    },
    silence() {
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
