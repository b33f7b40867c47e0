import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { run } from '../../../scripts/commands/status.ts';

const original = process.env;
let directory: string;
let api: http.Server;

beforeEach(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'status-'));
  api = http.createServer((_request, response) => response.writeHead(401).end());
  api.listen(0, '127.0.0.1');
  await once(api, 'listening');
  const { port } = api.address() as AddressInfo;
  process.env = { ...original, CONFIG_FILE: path.join(directory, 'CONFIG.json'), API_PORT: String(port) };
});

afterEach(() => {
  jest.restoreAllMocks();
  process.env = original;
  api.close();
  fs.rmSync(directory, { recursive: true, force: true });
});

test('a CONFIG.json that cannot be used is named, and does not hide the API', async () => {
  fs.writeFileSync(path.join(directory, 'CONFIG.json'), '{"pairs": [');
  const said: string[] = [];
  jest.spyOn(console, 'error').mockImplementation((line) => void said.push(String(line)));
  // The API was reached: it is the one that asks for a key.
  await expect(run([])).rejects.toThrow(/key/);
  expect(said).toEqual([expect.stringMatching(/CONFIG\.json: it is not valid JSON: line 1/)]);
});

test('a refusal is told with what the API says of it', async () => {
  api.removeAllListeners('request').on('request', (_request, response) => {
    response
      .writeHead(421, { 'Content-Type': 'application/problem+json' })
      .end('{"detail":"Host is \\"x\\": see api.hosts"}');
  });
  await expect(run([])).rejects.toThrow(/\/health answers 421: Host is "x": see api\.hosts$/);
});

test('an API that does not answer is named, with the way to name another', async () => {
  await expect(run(['--url', 'http://127.0.0.1:1'])).rejects.toThrow(
    /does not answer at http:\/\/127\.0\.0\.1:1 .*--url URL/,
  );
});
