/** What only pairs in one status are asked for by; it is refused for a single pair that has another one. */
export const symbolStatus = { kind: 'choice', accepted: ['TRADING', 'HALT', 'BREAK'] } as const;
