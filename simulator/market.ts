/** The markets that the simulator has. */
export const marketNames = ['spot', 'usdm'] as const;
export type MarketName = (typeof marketNames)[number];
