/** Makes a value once for the same inputs, and anew where one of them is another one. */
export function onceFor<Inputs extends readonly unknown[], Value>(
  inputs: () => Inputs,
  make: (inputs: Inputs) => Value,
): () => Value {
  let made: { readonly of: Inputs; readonly value: Value } | null = null;
  return () => {
    const now = inputs();
    if (made === null || made.of.some((input, index) => input !== now[index])) made = { of: now, value: make(now) };
    return made.value;
  };
}
