import fs from 'node:fs';
import { problems } from '../../../api/problems.ts';
import { routePaths } from '../../../api/routePaths.ts';
import { collectors } from '../../../config/feeds.js';

const text = fs.readFileSync('docs/http-api.md', 'utf8');
describe('docs/http-api.md', () => {
  it('lists every error as the table has it, and no other', () => {
    const documented = text.split('\n').filter((line) => /^\| `[a-z-]+` \| [45]\d\d \|/.test(line));
    const table = Object.entries(problems).map(
      ([code, { status, title, remedy }]) => `| \`${code}\` | ${status} | ${title} | ${remedy} |`,
    );
    expect(documented).toEqual(table);
  });

  it('describes every route and every type', () => {
    for (const path of routePaths) expect(text).toContain(`\`${path}`);
    for (const { type } of collectors) expect(text).toContain(`\`${type}\``);
  });
});
