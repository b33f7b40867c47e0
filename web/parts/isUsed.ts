/** Whether somebody points at a list or has the focus in it: what one is about to click is not to move away. */
export const isUsed = (list: HTMLElement | null): boolean =>
  list !== null && (list.matches(':hover') || list.contains(document.activeElement));
