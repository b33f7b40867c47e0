import { run as chaos } from '../../../scripts/commands/chaos.ts';
import { run as soak } from '../../../scripts/commands/soak.ts';

const runs = { chaos, soak };

test.each([
  ['chaos', ['--pairs', '0'], '--pairs must be a whole number from 1 to 999 (got "0")'],
  ['chaos', ['--outage-seconds', '1.5'], '--outage-seconds must be a whole number from 1 to 86400 (got "1.5")'],
  ['chaos', ['--market', 'coinm'], '--market must be one of spot, usdm (got "coinm")'],
  ['chaos', ['--nonsense'], "Unknown option '--nonsense'"],
  ['soak', ['--minutes', 'x'], '--minutes must be a whole number from 0 to 10080 (got "x")'],
  ['soak', ['--contracts=-1'], '--contracts must be a whole number from 0 to 999 (got "-1")'],
  ['soak', ['--transport', 'pigeon'], '--transport must be one of poll, stream, auto'],
  ['soak', ['word'], "Unexpected argument 'word'"],
] as const)('npm run %s refuses %j before it starts anything', async (command, args, why) => {
  await expect(runs[command]([...args])).rejects.toMatchObject({
    name: 'StartError',
    message: expect.stringMatching(new RegExp(`${why.replaceAll(/[()]/g, '\\$&')}.*; usage: npm run ${command}`)),
  });
});
