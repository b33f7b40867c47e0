/** So many rows at an end of a stored series are looked through for one that fits: others may be damaged, or may not be settled yet. */
export const LOOK_BACK = 100;
