import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Our Lua commands: name → keys (n: as many as the call says), as the file name `<name>-<keys>.lua` says. Arguments and replies: the header of each file. */
const keyCounts = {
  writeSeries: 'n',
  writeLatest: 'n',
  confirm: 'n',
  readSeries: 2,
  readWindow: 2,
  readEnds: 2,
  readTimes: 2,
  readLatest: 2,
  readTogether: 'n',
  markOutOfStep: 2,
  writeInfo: 1,
  remove: 2,
  writeGaps: 1,
  removeGaps: 1,
  findHoles: 1,
  lease: 1,
  reserve: 4,
  correct: 1,
  chargeLate: 2,
  reserveSliding: 2,
  settleSliding: 1,
  correctSliding: 1,
  pause: 1,
  lift: 1,
  tryAttempt: 1,
  failAttempt: 1,
} as const;

type Argument = string | number;

/** For whom weight of a sliding window is: of callers, for which. */
export type SlidingKind = 'live' | 'fill' | `caller-${string}`;

export interface StoreCommands {
  writeSeries(
    keys: number,
    ...keysAndArgv: Argument[]
  ): Promise<[number, number, number, number, number, number, number][]>;
  writeLatest(keys: number, ...keysAndArgv: Argument[]): Promise<[number, number, number][]>;
  confirm(keys: number, ...keysAndArgv: Argument[]): Promise<number[]>;
  readSeries(
    data: string,
    meta: string,
    before: Argument,
    offset: number,
    count: number,
  ): Promise<[number, string[], ...(string | null)[]]>;
  /** As bytes. */
  readWindowBuffer(
    data: string,
    meta: string,
    from: Argument,
    to: Argument,
    most: number,
    which: 'newest' | 'oldest',
  ): Promise<[Buffer[], ...(Buffer | null)[]]>;
  readEnds(data: string, meta: string): Promise<(string | null)[]>;
  readTimes(
    data: string,
    meta: string,
    place: number,
    from: Argument,
    to: Argument,
    most: number,
  ): Promise<[string[], number, number, ...(string | null)[]]>;
  readLatest(data: string, meta: string): Promise<(string | null)[]>;
  readTogether(
    keys: number,
    ...keysAndArgv: Argument[]
  ): Promise<[fault: string, stored?: string | string[] | null, ...fields: (string | null)[]][]>;
  markOutOfStep(data: string, meta: string, channel: string, fence: number): Promise<number>;
  writeInfo(meta: string, asOf: number, keptSeconds: number, ...fields: Argument[]): Promise<[number, string | null]>;
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
    keptSeconds: number,
    kind: 'live' | 'fill' | 'caller',
    callers: number,
    allowanceAfter: number,
    callersAfter: number,
    caller: string,
  ): Promise<[number, number, number, string]>;
  correct(counter: string, used: number, isSure: 0 | 1, keptSeconds: number): Promise<null>;
  chargeLate(counter: string, before: string, weight: number, keptSeconds: number, caller: string): Promise<null>;
  reserveSliding(
    counter: string,
    pause: string,
    weight: number,
    kind: SlidingKind,
    allowance: number,
    fillAllowance: number,
    now: number,
    freeAt: number,
    isPing: 0 | 1,
    keptSeconds: number,
    callers: number,
  ): Promise<[number, number, number, string]>;
  settleSliding(
    counter: string,
    weight: number,
    kind: SlidingKind,
    reservedUntil: number,
    freeAt: number,
    keptSeconds: number,
  ): Promise<null>;
  correctSliding(
    counter: string,
    used: number,
    sentAt: number,
    freeAt: number,
    sureSince: number,
    index: number,
    windows: number,
    keptSeconds: number,
  ): Promise<null>;
  pause(key: string, pause: string, lengthMs: number): Promise<number>;
  lift(key: string): Promise<number>;
  tryAttempt(trouble: string, who: string, everyMs: number): Promise<[number, number]>;
  failAttempt(trouble: string, waitMs: number): Promise<number>;
}

const INCLUDES = /^-- include: (.*)$/gm;

/**
 * The text of a command: before it stand the parts that it and these name in lines like `-- include: values, fence`, files of `include/`,
 * each once and after those that it uses. `folder` holds the commands, `file` is a name like `lease-1`.
 * @throws Error where there is no such part, or parts use each other in a circle
 */
export function readCommand(folder: string, file: string): string {
  const texts = new Map<string, string>();
  const add = (part: string, users: readonly string[]): void => {
    if (texts.has(part)) return;
    const where = [...users, part].join(' includes ');
    if (users.includes(part)) throw new Error(`${folder}: a circle: ${where}`);
    const full = path.join(folder, `${part}.lua`);
    if (!fs.existsSync(full)) throw new Error(`${folder}: there is no ${part}.lua: ${where}`);
    const text = fs.readFileSync(full, 'utf8');
    for (const [, names = ''] of text.matchAll(INCLUDES)) {
      for (const name of names.split(', ')) add(`include/${name}`, [...users, part]);
    }
    texts.set(part, text);
  };
  add(file, []);
  return [...texts.values()].join('\n');
}

/** For ioredis' `scripts` option: sent once by EVAL, then by its hash. */
export function loadCommands(): Record<string, { lua: string; numberOfKeys?: number }> {
  const folder = fileURLToPath(new URL('../commands', import.meta.url));
  return Object.fromEntries(
    Object.entries(keyCounts).map(([name, keys]) => [
      name,
      { lua: readCommand(folder, `${name}-${keys}`), ...(keys !== 'n' && { numberOfKeys: keys }) },
    ]),
  );
}
