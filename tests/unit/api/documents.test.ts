import fs from 'node:fs';
import { buildOpenapi } from '../../../api/openapi.ts';
import { problems } from '../../../api/problems.ts';
import { PAIR_CODE } from '../../../api/query.ts';
import { routePaths } from '../../../api/routePaths.ts';
import { collectors } from '../../../config/feeds.js';
import { buildSchema } from '../../../config/schema.ts';

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

describe('docs/openapi.json', () => {
  it('is what the code builds', () => {
    const stored: unknown = JSON.parse(fs.readFileSync('docs/openapi.json', 'utf8'));
    expect(stored).toEqual(JSON.parse(JSON.stringify(buildOpenapi())));
  });
});

it('a code is what the configuration accepts as a pair', () => {
  const pattern = buildSchema().properties?.pairs?.items as { pattern: string };
  expect(PAIR_CODE.source).toBe(pattern.pattern);
});
