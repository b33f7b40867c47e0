import { ExchangeError } from '../exchanges/errors.ts';
import type { ExchangeRequest } from '../model/exchangeRequest.ts';
import { monotonicMs } from '../runtime/machine.ts';
import { NotSent } from './gate.ts';

/** Requests of one search: enough to find one pair among a hundred. */
const MAX_REQUESTS = 16;

/** Where every part is refused, the request is wrong and not a pair: so long it is sent whole only, ms. */
const FRUITLESS_MS = 60_000;

/** How the members of a batch fared. Who is in neither was dealt with. */
export interface Halved<Member> {
  /** The exchange says that it does not know them, or refuses them alone while it serves others that are asked for in the same way. */
  readonly strangers: readonly Member[];
  /** Why others were not dealt with. */
  readonly failures: ReadonlyMap<Member, unknown>;
}

/** Resolves when the part is dealt with. */
type Send<Member> = (part: readonly Member[]) => Promise<void>;

/**
 * Sends batches; where the exchange refuses one, halves it until the members to blame are found, so that one pair does not take the
 * others down. What it knows between two batches is one of three states:
 *
 * - **clear**: nobody is suspected. A batch is sent whole. If it is refused, a search begins: the smallest refused part is halved until
 *   single members are left, or the search has no requests left (`MAX_REQUESTS`), or one is not answered.
 * - **suspecting** (`suspected`): a search was broken off. Each part kept has a stranger in it. The next batch is sent without these
 *   members, then the search goes on with them where it was. It is *clear* when no part is left.
 * - **whole only** (`wholeUntil`): a search has run to its end without anybody being served or found: the request is wrong, not a pair. For a
 *   minute batches are sent whole, and nothing is halved. A batch that is served makes it *clear* at once.
 *
 * A member that is refused alone is a stranger where others were served in the same search, where it was one before, or where the exchange
 * says that it does not know it. Else it may be the request.
 */
export interface Halving<Member> {
  /**
   * Never rejects.
   *
   * @param wasStranger the member is known as a stranger, and stays one when it is refused alone
   * @param isNamed the request for this part names its members; else it asks for all that there are, and so would its halves: it is not halved
   */
  send(
    members: readonly Member[],
    send: Send<Member>,
    wasStranger?: (member: Member) => boolean,
    isNamed?: (part: readonly Member[]) => boolean,
  ): Promise<Halved<Member>>;
}

/** Members that were refused together. */
interface Refused<Member> {
  readonly members: readonly Member[];
  readonly error: ExchangeError;
}

/** Whether a request names these symbols: else it asks for all that there are. */
export const namesSymbols = ({ params }: ExchangeRequest, symbols: readonly string[]): boolean =>
  JSON.stringify(params).includes(symbols.at(-1) ?? '');

/** `monotonic` (ms) can be injected. */
export function createHalving<Member>(monotonic = monotonicMs): Halving<Member> {
  /** What broken-off searches have left: among the members of each is a stranger. */
  let suspected: Refused<Member>[] = [];
  let wholeUntil = 0;

  /** Takes over what is suspected of a batch. */
  function recall(members: readonly Member[]): Refused<Member>[] {
    const recalled: Refused<Member>[] = [];
    suspected = suspected.filter((part) => {
      const kept = part.members.filter((member) => members.includes(member));
      if (kept.length > 0) recalled.push({ ...part, members: kept });
      return kept.length === 0;
    });
    return recalled;
  }

  return {
    async send(members, send, wasStranger = () => false, isNamed = () => true) {
      const recalled = recall(members);
      const search = createSearch(send, isNamed);
      await search.begin(members, recalled);
      const mayHalve = recalled.length > 0 || monotonic() >= wholeUntil;
      const hasHalved = mayHalve && (await search.halve());

      const { alone, parts, failures, brokenOffBy } = search.found();
      const strangers = new Set<Member>();
      for (const { member, error } of alone) {
        const isStranger = error.code === 'unknown-pair' || search.anyServed() || wasStranger(member);
        if (isStranger) strangers.add(member);
        else failures.set(member, error);
      }
      const isFruitful = search.anyServed() || strangers.size > 0;
      if (isFruitful) wholeUntil = 0;
      else if (hasHalved && brokenOffBy === undefined) wholeUntil = monotonic() + FRUITLESS_MS;
      const goesOn = mayHalve && (isFruitful || brokenOffBy !== undefined);
      for (const part of parts) {
        if (goesOn) suspected.push(part);
        for (const member of part.members) {
          if (!failures.has(member)) failures.set(member, goesOn ? (brokenOffBy ?? unfinished()) : part.error);
        }
      }
      return { strangers: members.filter((member) => strangers.has(member)), failures };
    },
  };
}

const unfinished = () => new NotSent('throttled', 'the exchange refuses one of several pairs: it is not found yet');

type Fate = 'served' | 'refused' | 'failed';

/** One search through one batch. */
function createSearch<Member>(send: Send<Member>, isNamed: (part: readonly Member[]) => boolean) {
  const failures = new Map<Member, unknown>();
  const alone: { readonly member: Member; readonly error: ExchangeError }[] = [];
  const parts: Refused<Member>[] = [];
  let requests = 0;
  let anyServed = false;
  let brokenOffBy: unknown;

  async function attempt(part: readonly Member[]): Promise<Fate> {
    requests++;
    try {
      await send(part);
      anyServed = true;
      return 'served';
    } catch (error) {
      if (error instanceof ExchangeError && error.mayBlameOnePair && (part.length === 1 || isNamed(part))) {
        const [member] = part;
        if (part.length === 1 && member !== undefined) alone.push({ member, error });
        else parts.push({ members: part, error });
        return 'refused';
      }
      for (const member of part) failures.set(member, error);
      brokenOffBy = error;
      return 'failed';
    }
  }

  return {
    anyServed: () => anyServed,
    found: () => ({ alone, parts, failures, brokenOffBy }),

    /** Sends what is not suspected as a whole, and single suspects: they may be served meanwhile. */
    async begin(members: readonly Member[], recalled: readonly Refused<Member>[]): Promise<void> {
      const rest = members.filter((member) => !recalled.some((part) => part.members.includes(member)));
      if (rest.length > 0) await attempt(rest);
      for (const part of recalled) {
        if (part.members.length > 1) parts.push(part);
        else await attempt(part.members);
      }
    },

    /** Halves what was refused, the smallest part first: a search that ends early has found somebody. Resolves to whether it did. */
    async halve(): Promise<boolean> {
      const before = requests;
      while (brokenOffBy === undefined && requests + 2 <= MAX_REQUESTS) {
        const part = parts.pop();
        if (part === undefined) break;
        const middle = Math.ceil(part.members.length / 2);
        const halves = [part.members.slice(0, middle), part.members.slice(middle)];
        const fates = await Promise.all(halves.map(attempt));
        // Where neither half was refused, the stranger is in what has had no answer.
        const unanswered = halves.filter((_, index) => fates[index] === 'failed').flat();
        if (!fates.includes('refused') && unanswered.length > 0) parts.push({ ...part, members: unanswered });
      }
      return requests > before;
    },
  };
}
