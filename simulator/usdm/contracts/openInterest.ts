import type { Contract } from './contract.ts';
import { waveAt } from './wave.ts';

/** Open interest is so many minutes of trading, give or take. */
const MINUTES = 700;
const SWING = 0.2;

/** The open interest of a contract at an instant, in steps. It changes from second to second. */
export function openInterestAt({ spec, pairSeed, contract }: Contract, time: number): number {
  const usual = spec.stepsPerOrder * spec.ordersPerMinute * MINUTES * (contract.kind === 'quarterly' ? 0.05 : 1);
  return Math.round(usual * (1 + SWING * waveAt(pairSeed, Math.floor(time / 1000) * 1000)));
}
