/** A value of this program that must be a finite number is not: a defect. */
export class NotANumber extends RangeError {}

/** Hands a finite number on. @param what names it in the message @throws NotANumber if it is not finite */
export function finite(what: string, value: number): number {
  if (!Number.isFinite(value)) throw new NotANumber(`${what} is no number: ${value}`);
  return value;
}
