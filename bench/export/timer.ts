/** What a part of a program has taken: by the clock, and of processor time, all threads together. */
export interface Taken {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Begins to measure. @returns prints what has been taken since then as a line of JSON */
export function startTimer(): () => void {
  const began = performance.now();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    const taken: Taken = { seconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6 };
    console.log(JSON.stringify(taken));
  };
}

/** What was printed as the last line of a text. @throws SyntaxError where that is none */
export const takenOf = (text: string): Taken => JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as Taken;
