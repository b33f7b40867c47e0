/** An order before it has a time and fills. */
export interface Draft {
  price: number;
  quantity: number;
  takerBuys: boolean;
}
