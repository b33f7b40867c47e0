/** A pair's code: letters and digits of any script, as Binance lists them, but nothing that would break a key, a URL or a list. */
export const PAIR_CODE = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{1,39}$/u;
