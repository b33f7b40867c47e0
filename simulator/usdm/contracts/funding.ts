import { HOUR } from '../../trading/calendar.ts';
import { hashNumbers } from '../../trading/random.ts';
import type { Contract } from './contract.ts';
import { meanPremium, PREMIUM_DECIMALS } from './premium.ts';

/** Interest for 8 hours, and how far a premium may be from it without changing the rate; in parts of 10^-8. */
const INTEREST = 10_000;
const DAMPER = 50_000;
/** Fundings happen up to so many ms after their hour, less one. */
const LATE = 14;

/** How many hours lie between two fundings at an instant; undefined: there are none. */
export const fundingHoursAt = ({ contract }: Contract, time: number): number | undefined =>
  contract.funding.findLast(({ from }) => from <= time)?.hours;

/** When funding is due next after an instant, on the hour (ms); undefined: never again. */
export function nextFunding(contract: Contract, now: number): number | undefined {
  const hours = fundingHoursAt(contract, now);
  if (hours === undefined) return undefined;
  const next = Math.floor(now / (hours * HOUR) + 1) * hours * HOUR;
  return next <= (contract.endsAt ?? next) ? next : undefined;
}

/** When it was due last, at or before an instant. Just before the length changes it is still the old one. */
function lastFunding(contract: Contract, time: number): number {
  const hours = fundingHoursAt(contract, time) ?? 8;
  return Math.floor(time / (hours * HOUR)) * hours * HOUR;
}

/** When a funding that was due on an hour took place: some ms later. */
const tookPlaceAt = ({ pairSeed }: Contract, dueAt: number): number =>
  dueAt + (hashNumbers(pairSeed, dueAt, 51) % LATE);

/** Interest for 8 hours, in parts of 10^-8: none where something else than coins is traded. */
export const interestOf = ({ contract }: Contract): number => (contract.kind === 'perpetual' ? INTEREST : 0);

/**
 * The funding rate as it stands at an instant, in parts of 10^-8: from the mean premium since the last funding. At the moment of a funding it
 * is what is paid.
 */
export function fundingRateAt(contract: Contract, time: number): number {
  const from = lastFunding(contract, time - 1);
  const hours = fundingHoursAt(contract, time - 1);
  if (hours === undefined) return 0;
  const premium = meanPremium(contract.pairSeed, from, time);
  const damped = premium + Math.min(DAMPER, Math.max(-DAMPER, interestOf(contract) - premium));
  const cap = Number(contract.contract.fundingCap ?? '0.03') * 10 ** PREMIUM_DECIMALS;
  return Math.round(Math.min(cap, Math.max(-cap, (damped * hours) / 8)));
}

export interface Funding {
  readonly contract: Contract;
  /** On the hour. */
  readonly dueAt: number;
  readonly time: number;
}

/** Fundings that took place within [from, to], oldest first; at most `limit`, the oldest or the newest of them. */
export function fundingsBetween(
  contract: Contract,
  from: number,
  to: number,
  limit: number,
  which: 'oldest' | 'newest',
): Funding[] {
  const last = Math.min(to, contract.endsAt ?? to);
  const found: Funding[] = [];
  const take = (dueAt: number): void => {
    const time = tookPlaceAt(contract, dueAt);
    if (time >= from && time <= last && dueAt > contract.contract.onboardAt) found.push({ contract, dueAt, time });
  };
  if (which === 'oldest') {
    const start = Math.max(from - LATE, contract.contract.onboardAt);
    for (let dueAt = nextFunding(contract, start); dueAt !== undefined && dueAt <= last && found.length < limit; ) {
      take(dueAt);
      dueAt = nextFunding(contract, dueAt);
    }
    return found;
  }
  if (contract.contract.funding.length === 0) return [];
  const first = Math.max(from - LATE, contract.contract.onboardAt);
  for (let dueAt = lastFunding(contract, last); dueAt >= first && found.length < limit; ) {
    take(dueAt);
    dueAt = lastFunding(contract, dueAt - 1);
  }
  return found.reverse();
}
