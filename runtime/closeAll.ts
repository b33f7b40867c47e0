/**
 * Runs all closers, the last one first, even when one of them throws, and leaves the list empty.
 * @throws the first error, once all have run
 */
export async function closeAll(closers: (() => unknown)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const close of closers.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
