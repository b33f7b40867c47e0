import type { World } from '../world.ts';

/** A fault and how it is acted out. */
export interface Scenario {
  readonly name: string;
  /** What happens, for `--list`. */
  readonly what: string;
  /** Redis has lost its data afterwards: trades from before need not be there any more. */
  readonly loses?: boolean;
  /** Nobody who follows streams by our API may be closed meanwhile. */
  readonly keepsCallers?: boolean;
  /** What it has allowed to seem younger may do so during the next scenario, too: not all of it is found out before. */
  readonly lingers?: boolean;
  /** What it needs that this world lacks; undefined when nothing. */
  readonly lacks?: (world: World) => string | undefined;
  /**
   * Acts the fault out; resolves to the exchange time (ms) at which it was over, from which recovery counts. Throws when the
   * collectors did not do what they should meanwhile. Where more is to be seen after the fault, `over` says when that was: recovery is
   * watched from then on.
   */
  readonly act: (world: World, over: (end: number) => void) => Promise<number>;
}
