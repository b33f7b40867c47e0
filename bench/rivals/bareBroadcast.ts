import { WebSocket, WebSocketServer } from 'ws';

/**
 * Streams for callers as one would write it in an hour: what comes of a stream is sent to each who follows it, as it came.
 *
 * Arguments: port, URL of the sender, names of all streams with a comma between two.
 */
const [port, url = '', list = ''] = process.argv.slice(2);
const AT_ONCE = 200;
const HEAD = '{"stream":"'.length;
const QUOTE = '"'.charCodeAt(0);

const callers = new Map<string, Set<WebSocket>>();
const server = new WebSocketServer({ port: Number(port), host: '127.0.0.1', perMessageDeflate: false });
server.on('connection', (socket, request) => {
  const names = new URL(request.url ?? '/', 'http://bare').searchParams.get('streams')?.split('/') ?? [];
  for (const name of names) callers.set(name, (callers.get(name) ?? new Set()).add(socket));
  socket.on('close', () => {
    for (const name of names) callers.get(name)?.delete(socket);
  });
});

const names = list.split(',');
let open = 0;
for (let from = 0; from < names.length; from += AT_ONCE) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/stream`, { perMessageDeflate: false });
  socket.on('message', (data: Buffer) => {
    const name = data.toString('latin1', HEAD, data.indexOf(QUOTE, HEAD));
    for (const caller of callers.get(name) ?? []) caller.send(data, { binary: false });
  });
  socket.on('open', () => {
    socket.send(JSON.stringify({ method: 'SUBSCRIBE', params: names.slice(from, from + AT_ONCE), id: 1 }));
    open += AT_ONCE;
    if (open >= names.length) process.send?.('ready');
  });
}
