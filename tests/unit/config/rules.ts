/** What faults say of values of one kind, wherever such a value stands. */

export const pairRule = 'must be 2 to 40 letters or digits (also ".", "_", "-" after the first)';
export const intervalRule = 'must be one of 1, 5, 15, 30, 60, 1440, 10080, 43200';
export const accessKeyRule = 'must be 8 to 256 printable ASCII characters without spaces or commas';
export const redisRule = 'must be redis://host:port, rediss://host:port or unix:///path';
export const transportRule = 'must be one of auto, poll, stream';
export const streamUrlRule = 'must be a ws:// or wss:// URL without user, query or fragment';
export const urlRule = 'must be an http:// or https:// URL without user, query or fragment';
