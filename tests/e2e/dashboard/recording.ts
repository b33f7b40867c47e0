import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands in front of the API and notes what a browser asks for: its workers, too, whose requests the browser does not tell. */
export interface Recorder {
  readonly url: string;
  /** All addresses asked for so far, and those that a `Referer` named. */
  readonly asked: string[];
  close(): void;
}

/** @param isHeld of which addresses nothing is handed on, nor answered */
export async function recordInFrontOf(url: string, isHeld = (_path: string) => false): Promise<Recorder> {
  const asked: string[] = [];
  const server = createServer((asking, answer) => {
    const { method, headers, url: path = '/' } = asking;
    asked.push(path, ...(headers.referer === undefined ? [] : [headers.referer]));
    if (isHeld(path)) return;
    const sent = request(new URL(path, url), { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    sent.on('error', () => answer.destroy());
    answer.on('close', () => sent.destroy());
    asking.pipe(sent);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
}
