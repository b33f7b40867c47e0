import fs from 'node:fs';
import { blockOf, type PackageName, packageNames } from '../../integration/clients/blocks.ts';
import { anchorOf } from './anchorOf.ts';

/** What `docs/clients.md` says beside the blocks that are run with the clients. */

const page = fs.readFileSync('docs/clients.md', 'utf8');
const URL = 'http://127.0.0.1:8000';

it('it names the versions that are tested', () => {
  const { devDependencies } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as {
    devDependencies: Record<PackageName, string>;
  };
  for (const name of packageNames)
    expect(page).toContain(`| [${name}](#${anchorOf(name)}) | ${devDependencies[name]} |`);
});

it('each block has the address that its reader has to change, and imports its client alone', () => {
  for (const name of packageNames) {
    const block = blockOf(name, 'http://elsewhere:1');
    expect(block).toContain('http://elsewhere:1');
    expect(block).not.toContain(URL);
    expect([...block.matchAll(/^import .* from '(.*)';$/gm)].map(([, from]) => from)).toEqual([name]);
  }
});

it('freqtrade is told the addresses that ccxt is told', () => {
  const [, freqtrade = ''] = /^## freqtrade\n.*?^```json\n(.*?)^```$/ms.exec(page) ?? [];
  const { exchange } = JSON.parse(`{${freqtrade}}`) as {
    exchange: { ccxt_config: { urls: { api: Record<string, string> } } };
  };
  const ofCcxt = [...blockOf('ccxt', URL).matchAll(/^ {6}(\w+): `\$\{url\}(.*)`,$/gm)];
  expect(ofCcxt.length).toBeGreaterThan(5);
  const wanted = Object.fromEntries(ofCcxt.map(([, key = '', path = '']) => [key, `${URL}${path}`]));
  expect(exchange.ccxt_config.urls.api).toEqual(wanted);
});
