import type { HealthAnswer } from '../../state/health.ts';

/** An answer of /health, drawn at `now` (ms of this machine): between two answers ages go on. */
export interface Shown {
  readonly answer: HealthAnswer;
  readonly now: number;
}

/** A cell of the matrix, by the key of its row and the type of its column. */
export interface CellName {
  readonly row: string;
  readonly type: string;
}

/** How old what was `age` ms old when the answer came is now, ms. */
export const agedBy = (age: number | null, { answer, now }: Shown): number | null =>
  age === null ? null : Math.max(0, age + now - answer.at);
