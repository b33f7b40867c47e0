import type { Health } from '../../api/state/health/health.ts';
import { blockedStreams, whyBlocked } from '../../api/state/health/streamsHealth.ts';
import { exchangesOf, streamsOf } from './marketsOf.ts';

/** A state that is told when it begins and when it ends. */
interface Trouble {
  readonly begins: string;
  readonly ends: string;
}

/** What is wrong now, each under a name that it keeps while it lasts. */
function troublesIn(health: Health): Map<string, Trouble> {
  const troubles = new Map<string, Trouble>();
  if (!health.redis.ok) troubles.set('redis', { begins: 'Redis does not answer', ends: 'Redis answers again' });
  for (const { market, name, error, named } of exchangesOf(health)) {
    if (error === null) continue;
    troubles.set(`exchange ${market}`, { begins: named(error), ends: named(`${name} can be reached again`) });
  }
  for (const { market, streams, named } of streamsOf(health)) {
    if (!streams.blocked) continue;
    troubles.set(`streams ${market}`, {
      begins: named(`${blockedStreams(streams)}, so REST is asked for it: ${whyBlocked(streams)}`),
      ends: named('streams are no longer blocked'),
    });
  }
  for (const { market, egress, status } of health.pauses) {
    troubles.set(`pause ${market} ${egress}`, {
      begins: `paused: ${market} from ${egress} was answered ${status}`,
      ends: `${market} goes on from ${egress}: the pause after ${status} is over`,
    });
  }
  return troubles;
}

/**
 * Tells what has changed from one look at /health to the next: troubles that begin or end, and edits of CONFIG.json that are taken or refused.
 * Each change has one line; what only goes on has none.
 *
 * @param describe says in words what the edit changes that led to the file with this hash; '' if nothing
 */
export function createHealthNews(describe: (hash: string) => string): (health: Health) => string[] {
  let lasting = new Map<string, Trouble>();
  let taken: string | undefined;
  let refused = '';

  function configNews({ hash, faults, restartNeeded }: Health['config']['api']): string[] {
    const before = { taken, refused };
    refused = faults.join('; ');
    if (refused !== '') {
      return refused === before.refused ? [] : [`configuration refused, the last good one stays in use: ${refused}`];
    }
    taken = hash;
    if (before.taken === hash) return before.refused === '' ? [] : ['configuration is back to the one in use'];
    if (before.taken === undefined) return [];
    const restart = restartNeeded.length === 0 ? '' : `restart to apply ${restartNeeded.join(', ')}`;
    const words = [describe(hash), restart].filter((each) => each !== '').join('; ');
    return [`configuration taken: ${words || 'nothing to apply'}`];
  }

  return (health) => {
    const before = lasting;
    const now = troublesIn(health);
    const over = [...before].flatMap(([name, { ends }]) => (now.has(name) ? [] : [ends]));
    const begun = [...now].flatMap(([name, { begins }]) => (before.has(name) ? [] : [begins]));
    // How it ends is said in the words of its beginning: a pause that goes on may be answered otherwise meanwhile.
    lasting = new Map([...now].map(([name, trouble]) => [name, before.get(name) ?? trouble]));
    return [...over, ...begun, ...configNews(health.config.api)];
  };
}
