/** Something of ours that must be a number is none: a defect. */
export class NotANumber extends RangeError {}

/** @param what names it in the message @throws NotANumber for what is not finite */
export function finite(what: string, value: number): number {
  if (!Number.isFinite(value)) throw new NotANumber(`${what} is no number: ${value}`);
  return value;
}
