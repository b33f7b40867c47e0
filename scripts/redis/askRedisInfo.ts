import net from 'node:net';
import type { RedisLogin } from '../../config/redisLogin.ts';

/**
 * Redis' answer to INFO, or its words when it refuses. Logs in first if a login is given. Undefined when nothing listens at the address or
 * nothing comes within a second.
 */
export function askRedisInfo(
  address: { path: string } | { port: number; host: string },
  login?: RedisLogin,
): Promise<string | undefined> {
  return new Promise((answer) => {
    const socket = net.connect(address);
    socket.setEncoding('latin1'); // one character per byte, as the length given counts
    let reply = '';
    const done = (value: string | undefined): void => {
      socket.destroy();
      answer(value);
    };
    socket.setTimeout(1000, () => done(undefined));
    socket.on('error', () => done(undefined));
    socket.on('close', () => done(undefined));
    socket.on('data', (chunk) => {
      reply += chunk;
      if (login !== undefined) reply = reply.replace(/^\+OK\r\n/, '');
      const length = /^\$(\d+)\r\n/.exec(reply);
      const complete = length ? reply.length >= length[0].length + Number(length[1]) : reply.endsWith('\r\n');
      if (complete) done(reply);
    });
    if (login !== undefined) socket.write(command('AUTH', login.user, login.password));
    socket.write(command('INFO'));
  });
}

function command(...words: string[]): string {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${parts.join('')}`;
}
