import { execFile } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { binanceSpot } from '../../../exchanges/binance/spot/connector.ts';
import { openHttp } from '../../../exchanges/http.ts';
import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import { eventually } from '../../eventually.ts';
import { spot } from '../../spotRequests.ts';
import { startTinyProxy, type TinyProxy } from '../../tinyProxy.ts';

const KEY = 'apikey-of-an-account';
const tls = path.resolve('tests/fixtures/tls');
const certificate = path.join(tls, 'certificate.pem');
let simulator: Simulator;
/** An exchange that speaks TLS as exchange.test. */
let secure: https.Server;
let keysHeard: unknown[];
let tunnel: TinyProxy;
let forward: TinyProxy;
beforeAll(async () => {
  simulator = await createSimulator();
  const files = { key: fs.readFileSync(path.join(tls, 'key.pem')), cert: fs.readFileSync(certificate) };
  secure = https.createServer(files, (request, response) => {
    keysHeard.push(request.headers['x-mbx-apikey']);
    response.end('{"serverTime":1790000000000}');
  });
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
});
beforeEach(async () => {
  keysHeard = [];
  tunnel = await startTinyProxy({ targetPort: (secure.address() as AddressInfo).port });
  forward = await startTinyProxy({ targetPort: Number(new URL(simulator.url).port) });
});
afterEach(() => Promise.all([tunnel.close(), forward.close()]));
afterAll(async () => {
  secure.close();
  await simulator.close();
});

/** What a process with this environment gets when it asks twice. */
async function ask(url: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const runner = path.resolve('tests/integration/scripts/runTypeScript.cjs');
  const program = path.resolve('tests/integration/exchanges/programs/askTwice.ts');
  const { PATH, HOME } = process.env;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [runner, program, url, KEY], {
    env: { PATH, HOME, NODE_EXTRA_CA_CERTS: certificate, ...env },
  });
  expect(stderr).toBe('');
  return stdout.trim().split('\n');
}

const served = '{"serverTime":1790000000000}';

it.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])(
  '%s: an https exchange is reached through one tunnel, in which the proxy can read nothing',
  async (name) => {
    const answers = await ask('https://exchange.test', { [name]: `http://user:p%40ss@${tunnel.host}` });
    expect(answers).toEqual([served, served]);
    expect(tunnel.asked).toEqual(['CONNECT exchange.test:443']);
    expect(keysHeard).toEqual([KEY, KEY]);
    expect(tunnel.seen()).not.toContain(KEY);
    expect(tunnel.seen()).not.toContain('serverTime');
    expect(tunnel.seen()).toContain(`Proxy-Authorization Basic ${Buffer.from('user:p@ss').toString('base64')}`);
  },
);

it('a proxy written without a scheme is spoken to in plain HTTP', async () => {
  expect(await ask('https://exchange.test', { HTTPS_PROXY: tunnel.host })).toEqual([served, served]);
});

it('an http exchange of another host goes through HTTP_PROXY', async () => {
  const answers = await ask('http://exchange.test', { http_proxy: `http://user:pass@${forward.host}` });
  for (const answer of answers) expect(answer).toMatch(/^\{"serverTime":\d+\}$/);
  expect(forward.asked).toEqual(Array(2).fill('GET http://exchange.test/api/v3/time'));
  expect(forward.seen()).toContain(`Basic ${Buffer.from('user:pass').toString('base64')}`);
});

it.each(['NO_PROXY', 'no_proxy'])('%s: such a host is asked directly', async (name) => {
  const url = `https://${tunnel.host}`;
  const [answer] = await ask('https://exchange.test:1', { HTTPS_PROXY: url, [name]: 'other.test,.test' });
  expect(answer).toContain('no connection (E');
  expect(tunnel.asked).toEqual([]);
});

it('this machine is asked directly, whatever the environment says', async () => {
  const proxies = {
    HTTP_PROXY: `http://${forward.host}`,
    http_proxy: `http://${forward.host}`,
    ALL_PROXY: `http://${forward.host}`,
  };
  for (const host of ['127.0.0.1', 'localhost', '127.1']) {
    const [answer] = await ask(simulator.url.replace('127.0.0.1', host), proxies);
    expect(answer).toMatch(/^\{"serverTime":\d+\}$/);
  }
  expect([forward.asked, forward.seen()]).toEqual([[], '']);
});

it.each([407, 403, 502])(
  'a proxy that refuses with %i is not taken for the exchange, and its password is not told',
  async (refuseWith) => {
    const refusing = await startTinyProxy({ targetPort: 1, refuseWith });
    const [answer] = await ask('https://exchange.test', { HTTPS_PROXY: `http://user:secret@${refusing.host}` });
    await refusing.close();
    expect(answer).toBe(
      `ExchangeError: /api/v3/time: no connection through the proxy ${refusing.host} (the proxy answered ${refuseWith})`,
    );
  },
);

it('a proxy that is silent holds up nothing and is left', async () => {
  const silent = await startTinyProxy({ targetPort: 1, refuseWith: 0 });
  const proxy = new URL(`http://${silent.host}`);
  const exchange = openHttp(binanceSpot, {
    baseUrl: 'https://exchange.test',
    proxy,
    apiKeys: () => [],
    deadlineMs: 200,
  });
  for (let call = 0; call < 3; call++)
    await expect(exchange.get(spot.time())).rejects.toMatchObject({ code: 'timeout' });
  await eventually(() => silent.open() === 0);
  exchange.close();
  await silent.close();
});
