import { readFileSync } from 'node:fs';

/** Our Lua commands: name → keys, as the file name `<name>-<keys>.lua` says. Arguments and replies: the header of each file. */
const keyCounts = {
  writeSeries: 2,
  writeLatest: 2,
  readSeries: 2,
  readLatest: 2,
  remove: 2,
  lease: 1,
  reserve: 2,
  correct: 1,
  pause: 1,
} as const;

type Argument = string | number;

export interface StoreCommands {
  writeSeries(
    data: string,
    meta: string,
    ...argv: Argument[]
  ): Promise<[number, number, number, number, number, number]>;
  writeLatest(data: string, meta: string, ...argv: Argument[]): Promise<[number, number, number]>;
  readSeries(
    data: string,
    meta: string,
    before: Argument,
    offset: number,
    count: number,
  ): Promise<[number, string[], ...(string | null)[]]>;
  readLatest(data: string, meta: string): Promise<(string | null)[]>;
  remove(data: string, meta: string, channel: string): Promise<number>;
  lease(
    key: string,
    operation: 'take' | 'renew' | 'release',
    holder: string,
    ttlMs: number,
    dead: string,
  ): Promise<[number, string, number]>;
  reserve(counter: string, pause: string, weight: number, allowance: number): Promise<[number, number, string]>;
  correct(counter: string, used: number): Promise<number>;
  pause(key: string, pause: string, lengthMs: number): Promise<number>;
}

/** For ioredis' `scripts` option: sent once by EVAL, then by its hash. */
export function loadCommands(): Record<string, { lua: string; numberOfKeys: number }> {
  return Object.fromEntries(
    Object.entries(keyCounts).map(([name, numberOfKeys]) => {
      const file = new URL(`./commands/${name}-${numberOfKeys}.lua`, import.meta.url);
      return [name, { lua: readFileSync(file, 'utf8'), numberOfKeys }];
    }),
  );
}
