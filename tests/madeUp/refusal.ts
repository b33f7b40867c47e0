/** What is answered instead of a result. */
export class Refusal extends Error {
  readonly kind: string;
  readonly status: number;
  readonly wait: string | undefined;
  constructor(kind: string, { status = 200, wait }: { status?: number; wait?: string } = {}) {
    super(kind);
    this.kind = kind;
    this.status = status;
    this.wait = wait;
  }
}
