/** Pairs that one request asks for where the answer has all contracts: more than there are. */
export const ALL = 10_000;
