import type { RelayCounter } from '../store/reports/relayReports.ts';

/** What the links of a relay count, together. */
export interface LinkCounts extends Record<RelayCounter, number> {
  /** Links that are open now. */
  links: number;
  /** The longest that a frame waited to be handed on once it was due, since it was asked last, ms: what is gathered on purpose does not lag. */
  lagMs: number;
}

export const createLinkCounts = (): LinkCounts => ({
  links: 0,
  lagMs: 0,
  frames: 0,
  bytes: 0,
  cutOff: 0,
  refused: 0,
  broken: 0,
});
