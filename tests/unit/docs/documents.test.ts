import fs from 'node:fs';
import { problems } from '../../../api/http/problems/problems.ts';
import { routePaths } from '../../../api/http/routePaths.ts';
import { collectorsOf, marketNames } from '../../../markets/markets.js';
import { gapCauseTexts, gapStates, gapStateTexts } from '../../../store/values/gaps.ts';
import { configOf } from '../../configOf.ts';
import { countFeeds } from '../../countFeeds.ts';

describe('what a new installation collects', () => {
  const feeds = countFeeds(configOf(JSON.parse(fs.readFileSync('CONFIG.json', 'utf8'))));
  it.each(['README.md', 'docs/operations.md'])('is the number of feeds that %s shows', (file) => {
    const shown = fs.readFileSync(file, 'utf8').match(/\d+(?= feeds fresh after)|(?<="feeds":)\d+/g);
    expect([...new Set(shown)]).toEqual([String(feeds)]);
  });
});

const collectors = marketNames.flatMap(collectorsOf);

const text = fs.readFileSync('docs/http-api.md', 'utf8');
describe('docs/http-api.md', () => {
  it('lists every error as the table has it, and no other', () => {
    const documented = text.split('\n').filter((line) => /^\| `[a-z-]+` \| [45]\d\d \|/.test(line));
    const table = Object.entries(problems).map(
      ([code, { status, title, remedy }]) => `| \`${code}\` | ${status} | ${title} | ${remedy} |`,
    );
    expect(documented).toEqual(table);
  });

  it('names every state of a gap, and every feed that may have one', () => {
    const section = text.slice(text.indexOf('\n## Gaps'), text.indexOf('\n## Health'));
    for (const name of [...gapStates, 'trades', 'klines']) expect(section).toContain(`\`${name}\``);
  });

  it('describes every route and every type', () => {
    for (const path of routePaths) expect(text).toContain(`\`${path}`);
    for (const { type } of collectors) expect(text).toContain(`\`${type}\``);
  });
});

describe('docs/data-model.md', () => {
  it.each([
    ['Cause', gapCauseTexts],
    ['State', gapStateTexts],
  ])('lists every %s of a gap in the words of the table, and no other', (name, texts) => {
    const model = fs.readFileSync('docs/data-model.md', 'utf8');
    const [, rows = ''] = model.split(`| ${name} | |\n|---|---|\n`);
    const documented = rows.slice(0, rows.indexOf('\n\n')).split('\n');
    expect(documented).toEqual(Object.entries(texts).map(([value, words]) => `| \`${value}\` | ${words} |`));
  });
});
