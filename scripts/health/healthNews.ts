import type { Health } from '../../api/state/health.ts';

/** States that are told when they begin and when they end. Each gives the two lines, or null while it does not hold. */
const troubles: Readonly<Record<string, (health: Health) => { begins: string; ends: string } | null>> = {
  redis: ({ redis }) => (redis.ok ? null : { begins: 'Redis does not answer', ends: 'Redis answers again' }),
  exchange: ({ exchange: { error, name } }) =>
    error === null ? null : { begins: error, ends: `${name} can be reached again` },
  pause: ({ pauses: [pause] }) =>
    pause === undefined
      ? null
      : {
          begins: `paused: ${pause.market} from ${pause.egress} was answered ${pause.status}`,
          ends: `the pause after ${pause.status} is over`,
        },
};

/**
 * Tells what has changed from one look at /health to the next: troubles that begin or end, and edits of CONFIG.json that are taken or refused.
 * Each change has one line; what only goes on has none.
 *
 * @param describe says in words what the edit changes that led to the file with this hash; '' if nothing
 */
export function createHealthNews(describe: (hash: string) => string): (health: Health) => string[] {
  const lasting = new Map<string, string>();
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
    const lines = Object.entries(troubles).flatMap(([name, find]) => {
      const ends = lasting.get(name);
      const found = find(health);
      if (found === null) lasting.delete(name);
      else lasting.set(name, ends ?? found.ends);
      if (found !== null && ends === undefined) return [found.begins];
      return found === null && ends !== undefined ? [ends] : [];
    });
    return [...lines, ...configNews(health.config.api)];
  };
}
