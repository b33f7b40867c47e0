import { setTimeout as wait } from 'node:timers/promises';
import { marketConfigOf } from '../../config/marketConfig.ts';
import { marketNames } from '../../markets/markets.js';
import type { World } from '../world.ts';
import { type Caller, type Manner, startCaller } from './caller.ts';

/** A few who follow streams of all markets, and hold what they get against what the exchange has said. */
export interface Callers {
  /** What must not have been, since the last call. */
  take(): string[];
  /** How often their sockets have ended, all together. */
  ends(): number;
  /** Waits until all of them are in step as of a time later than this, exchange ms. @returns seconds from then, by caller and pair; who is not, in time */
  back(since: number, withinMs: number): Promise<CallersBack>;
  stop(): void;
}

export interface CallersBack {
  readonly seconds: ReadonlyMap<string, number>;
  readonly missing: readonly string[];
}

const manners: readonly Manner[] = ['raw', 'combined', 'messages'];
const LOOK_MS = 20;

export function startCallers({ apiUrl, truths, config, now }: World): Callers {
  let notes: string[] = [];
  const all = marketNames.flatMap((market) => {
    const codes = marketConfigOf(config(), market)?.pairs ?? [];
    if (codes.length === 0) return [];
    return manners.map((manner) => {
      const name = `caller:${market}:${manner}`;
      const note = (why: string): void => void notes.push(`${name} ${why}`);
      const caller = startCaller({ market, codes, truth: truths[market], manner, apiUrl, note });
      return { name, codes, caller };
    });
  });
  const lines = all.flatMap(({ name, codes, caller }) =>
    codes.map((code) => ({ name: `${name}:${code}`, at: () => inStep(caller, code) })),
  );
  return {
    take() {
      const taken = notes;
      notes = [];
      return taken;
    },
    ends: () => all.reduce((sum, { caller }) => sum + caller.ends(), 0),
    async back(since, withinMs) {
      const seconds = new Map<string, number>();
      const deadline = performance.now() + withinMs;
      for (;;) {
        for (const { name, at } of lines) {
          if (!seconds.has(name) && at() > since) seconds.set(name, Math.max(0, now() - since) / 1000);
        }
        const missing = lines.flatMap(({ name }) => (seconds.has(name) ? [] : [name]));
        if (missing.length === 0 || performance.now() > deadline) return { seconds, missing };
        await wait(LOOK_MS);
      }
    },
    stop() {
      for (const { caller } of all) caller.stop();
    },
  };
}

const inStep = (caller: Caller, code: string): number => caller.inStepAt(code) ?? Number.NEGATIVE_INFINITY;
