import type { RedisMemory } from '../../../store/reports/health.ts';
import type { Overview } from '../read/overview.ts';

/** The share of maxmemory above which an operator should act. */
const MEMORY_WARNING = 0.8;

/** @param damaged what was found damaged in Redis */
export function redisHealth({ trouble, refusal, memory }: Overview, damaged: readonly string[]) {
  const unreadable = trouble === 'unreadable' ? 'what Redis holds cannot be read: see the log of the API' : undefined;
  const warning =
    refusal ?? unreadable ?? damageWarning(damaged) ?? (memory === null ? undefined : memoryWarning(memory));
  return {
    ok: trouble !== 'away',
    usedMemory: memory?.used ?? null,
    maxMemory: memory?.max ?? null,
    policy: memory?.policy ?? null,
    ...(warning === undefined ? {} : { warning }),
  };
}

function damageWarning([first, ...others]: readonly string[]): string | undefined {
  if (first === undefined) return undefined;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `what Redis holds is damaged, which counts as missing until it is written anew: ${first}${more}; see the log of the API`;
}

function memoryWarning({ used, max, policy }: RedisMemory): string | undefined {
  if (policy.startsWith('allkeys-')) {
    return `maxmemory-policy ${policy} lets Redis drop data at will: use noeviction`;
  }
  if (max > 0 && used > max * MEMORY_WARNING) {
    return `Redis uses ${Math.round((used / max) * 100)} % of its maxmemory: raise it, or lower retention or the number of pairs`;
  }
  return undefined;
}
