/** Does the same for many, in their order, a few at a time. @returns what it resolves to for each @throws the first error */
export async function eachOf<Item, Made>(
  items: readonly Item[],
  most: number,
  make: (item: Item) => Promise<Made>,
): Promise<Made[]> {
  const all: Made[] = new Array(items.length);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) all[index] = await make(items[index] as Item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work));
  return all;
}
