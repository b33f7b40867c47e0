import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildOpenapi } from '../api/openapi.ts';
import { buildSchema } from '../config/schema.ts';
import { feedsTable } from './feedsTable.ts';

export interface GeneratedFile {
  /** Relative to the project root. */
  readonly path: string;
  readonly content: string;
}

/** Every file that follows from the code; a test holds the files on disk to it. */
export function generatedFiles(): GeneratedFile[] {
  return [
    { path: 'config/config.schema.json', content: asJson(buildSchema()) },
    { path: 'docs/openapi.json', content: asJson(buildOpenapi()) },
  ];
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Writes them below the working directory, which npm scripts run in the project root. */
function main(): void {
  for (const { path, content } of generatedFiles()) {
    const file = resolve(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    console.log(`wrote ${path}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
