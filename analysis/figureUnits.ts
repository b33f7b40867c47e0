/** What a figure is counted in. Prices are in the quote asset; a time is in ms of the exchange's clock. */
export type FigureUnit = 'quote asset' | 'base asset' | 'ratio' | 'bp' | '%' | 'count' | 'min' | 'ms' | 'id' | 'text';

/** Units of what is no size: it is neither drawn over time nor subtracted. */
export const unplotted: readonly string[] = ['ms', 'id', 'text'] satisfies FigureUnit[];
