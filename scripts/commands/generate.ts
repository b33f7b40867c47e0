import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { snapshotSchema } from '../../analysis/snapshotSchema.ts';
import { buildAsyncapi } from '../../api/docs/asyncapi.ts';
import { buildOpenapi } from '../../api/docs/openapi.ts';
import { buildSchema } from '../../config/schema.ts';
import { feedsTable } from '../generated/feedsTable.ts';
import { figuresTable } from '../generated/figuresTable.ts';
import { keysTable } from '../generated/keysTable.ts';
import { methodsTable } from '../generated/methodsTable.ts';
import { pairsTable, shownPlan } from '../generated/planTables.ts';
import { rowsTable } from '../generated/rowsTable.ts';
import { streamsTable } from '../generated/streamsTable.ts';
import { unitNames } from '../generated/unitNames.ts';
import { feedRegisters } from '../setup/feedRegister.js';

export interface GeneratedFile {
  /** Relative to the project root. */
  readonly path: string;
  readonly content: string;
}

/** The generated sections within documents that people write: by file, and by the name of the section's markers. */
const sections: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  'docs/analysis.md': { figures: figuresTable },
  'docs/clients.md': { methods: methodsTable },
  'README.md': { feeds: () => feedsTable('spot'), pairs: () => pairsTable() },
  'docs/data-model.md': { keys: () => keysTable('spot'), 'keys-usdm': () => keysTable('usdm') },
  'docs/http-api.md': { rows: () => rowsTable('spot'), 'rows-usdm': () => rowsTable('usdm') },
  'docs/streams.md': { spot: () => streamsTable('spot'), usdm: () => streamsTable('usdm') },
  'docs/futures.md': { feeds: () => feedsTable('usdm'), pairs: () => pairsTable('usdm') },
  'docs/operations.md': { units: unitNames, plan: shownPlan },
};

/** Every generated file. A test compares them with the files on disk. */
export function generatedFiles(): GeneratedFile[] {
  return [
    ...feedRegisters(),
    { path: 'config/config.schema.json', content: asJson(buildSchema()) },
    { path: 'docs/snapshot.schema.json', content: asJson(snapshotSchema) },
    { path: 'docs/openapi.json', content: asJson(buildOpenapi()) },
    { path: 'docs/asyncapi.json', content: asJson(buildAsyncapi()) },
    ...Object.entries(sections).map(([path, parts]) => ({
      path,
      content: Object.entries(parts).reduce(
        (text, [name, section]) => withSection(text, name, section()),
        readFileSync(resolve(path), 'utf8'),
      ),
    })),
  ];
}

/** The text with what stands between `<!-- name:begin -->` and `<!-- name:end -->` replaced. @throws Error without these markers */
function withSection(text: string, name: string, section: string): string {
  const begin = `<!-- ${name}:begin -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(`<!-- ${name}:end -->`);
  if (from < 0 || to < from) throw new Error(`the markers of the section "${name}" are missing`);
  return `${text.slice(0, from)}${begin}\n${section}\n${text.slice(to)}`;
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Writes the files below the working directory; npm scripts run in the project's folder. */
function main(): void {
  for (const { path, content } of generatedFiles()) {
    const file = resolve(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    console.log(`wrote ${path}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
