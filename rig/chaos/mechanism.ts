import type { Guard } from './guard.ts';

/** Something that the programs do so that a fault does no harm. */
export interface Mechanism {
  readonly name: string;
  /** What it guards against. */
  readonly guards: string;
  /** The guards without which it does nothing: more than one where either alone is enough. */
  readonly off: readonly Guard[];
  /** The fault that must be red without it. */
  readonly scenario: string;
}
