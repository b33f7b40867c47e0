import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../../../scripts/processes/startChild.ts';
import { eventually } from '../../eventually.ts';

const program = ['tests/integration/scripts/runTypeScript.cjs', 'tests/integration/scripts/programs/watchesConfig.ts'];

it('a process that may open no more files keeps its configuration, calls none refused, and looks again', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'config-'));
  const file = join(directory, 'CONFIG.json');
  writeFileSync(file, '{"pairs":["btcusdt"]}');
  const lines: string[] = [];
  const { process: child, stop } = await startChild({
    command: '/bin/sh',
    args: ['-c', 'ulimit -n 64; exec "$@"', 'sh', process.execPath, ...program],
    env: { ...process.env, CONFIG_FILE: file },
    onLine: (line) => lines.push(line),
  });
  const saidOf = (start: string) => lines.filter((line) => line.startsWith(start));
  try {
    child.send('exhaust');
    await eventually(() => saidOf('exhausted').length > 0);
    writeFileSync(file, '{"pairs":["btcusdt","ethusdt"]}');
    await eventually(() => saidOf('warn the configuration file cannot be looked at now').length > 0);
    child.send('status');
    await eventually(() => saidOf('status').length > 0);
    expect(JSON.parse(saidOf('status')[0]?.slice(7) ?? '')).toMatchObject({ ok: true, faults: [] });
    child.send('release');
    await eventually(() => saidOf('info configuration taken').length > 0);
    expect(saidOf('warn')).toEqual([
      'warn the configuration file cannot be looked at now, the one in use stays: it cannot be read: too many open files in this process (EMFILE)',
    ]);
    expect(saidOf('info the configuration file can be read again')).toHaveLength(1);
    expect(saidOf('error')).toEqual([]);
  } finally {
    await stop();
    rmSync(directory, { recursive: true, force: true });
  }
});
