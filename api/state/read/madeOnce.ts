/** Makes a function that makes its result once for each object, and keeps it for as long as the object lives. */
export function madeOnce<From extends object, Made>(make: (from: From) => Made): (from: From) => Made {
  const all = new WeakMap<From, Made>();
  return (from) => {
    let made = all.get(from);
    if (made === undefined) {
      made = make(from);
      all.set(from, made);
    }
    return made;
  };
}
