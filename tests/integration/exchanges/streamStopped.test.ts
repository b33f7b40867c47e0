import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { eventually } from '../../eventually.ts';
import { startStandIn } from '../../streamStandIn.ts';

it('a process that was stopped for longer than a socket may be silent reads what waits, and keeps the socket', async () => {
  const exchange = await startStandIn();
  const runner = path.resolve('tests/integration/scripts/runTypeScript.cjs');
  const program = path.resolve('tests/integration/exchanges/programs/followStream.ts');
  const child = spawn(process.execPath, [runner, program, `${exchange.url}/stream`]);
  const lines: string[] = [];
  child.stdout.on('data', (data: Buffer) => lines.push(...data.toString().trim().split('\n')));
  await eventually(() => lines.length > 3);

  child.kill('SIGSTOP');
  await wait(2_000);
  const before = lines.length;
  child.kill('SIGCONT');
  // Those that waited, 40 of them, and some that came later.
  await eventually(() => lines.length > before + 60);
  expect(new Set(lines)).toEqual(new Set(['event']));
  expect(exchange.sockets).toHaveLength(1);

  // The exchange falls silent: that is found as ever.
  for (const own of exchange.sockets) own.isMute = true;
  await eventually(() => lines.at(-1) === 'silent');
  child.kill();
  await exchange.close();
});
