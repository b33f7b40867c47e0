import { once } from 'node:events';
import path from 'node:path';
import { readLines } from '../../scripts/processes/readLines.ts';
import { spawnGuarded } from '../../scripts/processes/spawnGuarded.ts';
import { eventually } from '../eventually.ts';
import { isRunning, processes } from '../integration/scripts/processes.ts';

const root = path.resolve(__dirname, '../..');
const limitMs = 180_000;

it(
  'after Redis, all collectors and the API were killed nothing stored is wrong, nothing is lost, all is fresh again, and nothing stays behind',
  async () => {
    // One process for all collectors: it starts in a third of the time.
    const env = { ...process.env, PROCESSES: 'market' };
    const args = ['scripts/run.js', 'chaos', '--short', '--only', 'killed'];
    const child = spawnGuarded(process.execPath, args, { cwd: root, env });
    const groups = new Set<number>();
    const lines: string[] = [];
    if (child.stdout) readLines(child.stdout, (line) => lines.push(line));
    if (child.stderr) {
      readLines(child.stderr, () => {
        for (const { parent, group } of processes()) if (parent === child.pid) groups.add(group);
      });
    }
    const [code] = await once(child, 'close');
    const table = lines.join('\n');
    // What is red is in the table, which is the message when this fails.
    expect({ code, table }).toEqual({ code: 0, table: expect.stringMatching(/^start .* ok\nkilled .* ok$/m) });
    // Redis, the exchange, the collectors, the API.
    expect(groups.size).toBeGreaterThanOrEqual(4);
    // One that was killed last may still be ending.
    await eventually(() => [...groups].every((group) => !isRunning(-group)));
  },
  limitMs,
);
