import { cell } from '../cells/cell.ts';

/** Changes once a second, while anybody watches: what is shown of ages and countdowns is drawn anew. */
export const seconds = cell(0, () => {
  const timer = setInterval(() => seconds.set(seconds.get() + 1), 1_000);
  return () => clearInterval(timer);
});

/** How far the API's clock is ahead of this machine's, ms. */
let ahead = 0;

/** @param at what the API's clock said @param receivedAt what this machine's said then */
export function noteServerTime(at: number, receivedAt: number): void {
  ahead = at - receivedAt;
}

/** A time by this machine's clock as the API's clock has it, ms. */
export const serverTime = (at: number): number => at + ahead;

/** Now by the API's clock, ms: that of this machine may be an hour off. */
export const serverNow = (): number => Date.now() + ahead;

/** How old what an answer tells of was when that came. @param asOf by the API's clock, ms @param at when the answer came, ms of this machine */
export const agedBy = (asOf: number, at: number) => ({ age: serverTime(at) - asOf, at, stale: false });

/** How old something is now, that was `age` ms old at `at` by this machine's clock. Null: nothing is there. */
export const ageNow = <Age extends number | null>({ age, at }: { readonly age: Age; readonly at: number }): Age =>
  (age === null ? null : Math.max(0, age + Date.now() - at)) as Age;
