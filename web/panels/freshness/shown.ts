import type { HealthAnswer } from '../../state/health.ts';

/** An answer of /health. */
export interface Shown {
  readonly answer: HealthAnswer;
}

/** A cell of the matrix, by the key of its row and the type of its column. */
export interface CellName {
  readonly row: string;
  readonly type: string;
}
