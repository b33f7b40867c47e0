import { once } from 'node:events';
import path from 'node:path';
import { readLines } from '../../scripts/processes/readLines.ts';
import { spawnGuarded } from '../../scripts/processes/spawnGuarded.ts';
import { isRunning, processes } from '../integration/scripts/processes.ts';

const root = path.resolve(__dirname, '../..');
const limitMs = 100_000;

it(
  'after faults nothing stored is wrong, nothing is lost, no limit is broken, all is fresh within seconds, and nothing stays behind',
  async () => {
    const child = spawnGuarded(process.execPath, ['scripts/run.js', 'chaos', '--short'], { cwd: root });
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
    expect({ code, table }).toEqual({
      code: 0,
      table: expect.stringMatching(/^start .* ok\n(.+\n)+late and 429 .* ok$/m),
    });
    expect(groups.size).toBeGreaterThanOrEqual(17);
    expect([...groups].filter((group) => isRunning(-group))).toEqual([]);
  },
  limitMs,
);
