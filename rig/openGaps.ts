import type { World } from './world.ts';

/** Gaps on record that are not filled yet; 0 where the API keeps no record of gaps. */
export async function openGaps({ apiUrl }: World): Promise<number> {
  const response = await fetch(`${apiUrl}/gaps?state=open`, { signal: AbortSignal.timeout(3_000) }).catch(
    () => undefined,
  );
  if (response?.status !== 200) return 0;
  const { open } = (await response.json()) as { open: number };
  return open;
}
