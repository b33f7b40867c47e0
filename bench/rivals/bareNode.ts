import fs from 'node:fs';
import { createServer } from 'node:http';

/**
 * An HTTP server of Node's as one writes it, which does nothing but send the same headers and bytes again and again.
 *
 * Arguments: port, file with `{ "headers": [name, value, …], "body": "…" }`.
 */
const [port, file = ''] = process.argv.slice(2);
const { headers, body } = JSON.parse(fs.readFileSync(file, 'utf8')) as { headers: string[]; body: string };

createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(body, 'latin1');
}).listen(Number(port), '127.0.0.1', () => process.send?.('ready'));
