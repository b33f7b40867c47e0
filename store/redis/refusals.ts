import type { Log } from '../../runtime/log.ts';

/** Error codes by which Redis refuses what it is asked for a reason that lasts, with what is refused and what to do. */
const reasons: Record<string, readonly ['writes' | 'commands', string]> = {
  OOM: ['writes', 'raise its maxmemory, or lower retention or the number of pairs'],
  MISCONF: ['writes', 'it cannot save its data: make room on its disk or correct the rights, and see its log'],
  NOREPLICAS: ['writes', 'bring its replicas back, or lower its min-replicas-to-write'],
  READONLY: ['writes', 'it is a replica: redis.url must lead to the primary'],
  NOPERM: ['commands', 'give its user the rights that docs/data-model.md lists (ACL)'],
  MASTERDOWN: ['commands', 'it is a replica that has lost its primary: redis.url must lead to the primary'],
  LOADING: ['commands', 'it reads its data from disk: wait'],
  BUSY: ['commands', 'a script of another program holds it up: wait, or end that with SCRIPT KILL'],
};

const CODES = new RegExp(`(?:^|[ -])(${Object.keys(reasons).join('|')}) .*`);

/** How Redis words a missing right inside a script. */
const NO_RIGHT =
  /(?:The user executing the script )?can't (?:run this command|access at least one of the keys|publish to the channel).*/;

/** A trouble that was not met for so long is over, ms: whoever writes tries again each second. */
const OVER_AFTER_MS = 3_000;

/** Why Redis refuses us now, though it answers. Said once when it begins and once when it is over. */
export interface Refusals {
  /** An error reply, of whatever kind, or the text of one that another process has met. */
  note(message: string): void;
  /** As Redis says it, from its code on; null: nothing is refused. */
  reply(): string | null;
  /** For operators: what is refused, why, and what to do; null: nothing is refused. */
  current(): string | null;
  /** The connection is lost: what stands is not known. */
  forget(): void;
}

/** The part of an error reply that says why Redis refuses us, from its code on; null for other replies. */
export function refusalIn(message: string): string | null {
  const found = CODES.exec(message)?.[0].replace(/^[ -]/, '');
  const reply = found ?? (NO_RIGHT.test(message) ? `NOPERM ${NO_RIGHT.exec(message)?.[0]}` : null);
  // A script that met it names itself behind it.
  return reply?.replace(/ script: [0-9a-f]{40}.*$/, '').replace(/\.$/, '') ?? null;
}

export function createRefusals(log: Pick<Log, 'info' | 'warn'>): Refusals {
  let standing: string | null = null;
  let timer: NodeJS.Timeout | undefined;

  function over(): void {
    if (standing !== null) log.info(`Redis no longer refuses ${whatOf(standing)} (${codeOf(standing)})`);
    standing = null;
  }

  return {
    note(message) {
      const reply = refusalIn(message);
      if (reply === null) return;
      if (standing === null || codeOf(standing) !== codeOf(reply)) log.warn(describe(reply));
      standing = reply;
      clearTimeout(timer);
      timer = setTimeout(over, OVER_AFTER_MS);
      timer.unref();
    },
    reply: () => standing,
    current: () => (standing === null ? null : describe(standing)),
    forget() {
      clearTimeout(timer);
      standing = null;
    },
  };
}

const codeOf = (reply: string): string => reply.split(' ', 1)[0] ?? '';
const whatOf = (reply: string): string => reasons[codeOf(reply)]?.[0] ?? 'commands';

function describe(reply: string): string {
  const [what, remedy] = reasons[codeOf(reply)] ?? ['commands', 'see its log'];
  return `Redis refuses ${what}: ${reply}: ${remedy}`;
}
