/** What a part of the page that shows one pair is told. */
export interface PairProps {
  readonly market: string;
  readonly pair: string;
  /** What is collected of it: GetData's types, as `price`, `1`, `1:price=mark`. */
  readonly types: readonly string[];
}
