import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';

/** The configuration that a CONFIG.json with this content gives: defaults filled in, frozen. */
export function configOf(content: object): Config {
  const directory = mkdtempSync(join(tmpdir(), 'config-of-'));
  try {
    const file = join(directory, 'CONFIG.json');
    writeFileSync(file, JSON.stringify(content));
    return loadConfig({ CONFIG_FILE: file }).config;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
