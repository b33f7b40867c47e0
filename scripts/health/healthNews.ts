import type { Health } from '../../api/state/health.ts';

/** A state worth telling when it begins and when it is over: what is said then; null while it does not hold. */
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
 * Tells what has changed from one look at /health to the next: troubles that begin and end, edits of CONFIG.json that are taken and
 * refused. One line each, and none for what goes on.
 *
 * @param describe what the edit that led to the content of this hash changes, in words; '' where nothing
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
