import { readFileSync } from 'node:fs';

/** Our Lua commands: name → keys, as the file name `<name>-<keys>.lua` says. Arguments and replies: the header of each file. `prelude.lua` stands before each. */
const keyCounts = {
  writeSeries: 2,
  writeLatest: 2,
  readSeries: 2,
  readLatest: 2,
  remove: 2,
  writeGaps: 1,
  removeGaps: 1,
  findHoles: 1,
  lease: 1,
  reserve: 4,
  correct: 1,
  chargeLate: 2,
  pause: 1,
  lift: 1,
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
  remove(data: string, meta: string, channel: string, fence: number): Promise<number>;
  writeGaps(ledger: string, fence: number, most: number, ...entries: string[]): Promise<number>;
  removeGaps(ledger: string, fence: number, code: string): Promise<number>;
  findHoles(series: string, from: number | '-inf', step: number, most: number): Promise<[number, number, ...number[]]>;
  lease(
    key: string,
    operation: 'take' | 'renew' | 'release',
    holder: string,
    ttlMs: number,
    dead: string,
  ): Promise<[number, string, number, number]>;
  reserve(
    counter: string,
    before: string,
    after: string,
    pause: string,
    weight: number,
    allowance: number,
    isNearTurn: 0 | 1,
    isPing: 0 | 1,
  ): Promise<[number, number, number, string]>;
  correct(counter: string, used: number, isSure: 0 | 1): Promise<null>;
  chargeLate(counter: string, before: string, weight: number): Promise<null>;
  pause(key: string, pause: string, lengthMs: number): Promise<number>;
  lift(key: string): Promise<number>;
}

const read = (name: string): string => readFileSync(new URL(`./commands/${name}.lua`, import.meta.url), 'utf8');

/** For ioredis' `scripts` option: sent once by EVAL, then by its hash. */
export function loadCommands(): Record<string, { lua: string; numberOfKeys: number }> {
  const prelude = read('prelude');
  return Object.fromEntries(
    Object.entries(keyCounts).map(([name, numberOfKeys]) => [
      name,
      { lua: prelude + read(`${name}-${numberOfKeys}`), numberOfKeys },
    ]),
  );
}
