import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { buildSchema } from '../../../config/schema.ts';
import { feedsOf } from '../../../markets/markets.js';
import { generatedFiles } from '../../../scripts/commands/generate.ts';
import { faultsIn } from './configText.ts';

const root = resolve(__dirname, '../../..');

test.each(generatedFiles())('$path is what npm run generate writes', ({ path, content }) => {
  expect(readFileSync(resolve(root, path), 'utf8')).toBe(content);
});

test('CONFIG.json at the root is accepted', () => {
  expect(faultsIn(readFileSync(resolve(root, 'CONFIG.json'), 'utf8'))).toEqual([]);
});

test('the schema is valid draft-07', () => {
  expect(new Ajv().validateSchema(buildSchema())).toBe(true);
});

test('the schema has a section for each feed', () => {
  expect(Object.keys(buildSchema().properties?.feeds?.properties ?? {})).toEqual(feedsOf('spot'));
});
