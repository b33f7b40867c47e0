/** Times for people: 2026-11-21 12:00:00 UTC. @param time ms */
export const utc = (time: number): string => `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
