import { type Clocks, machineClocks } from './machine.ts';

/** The wall clock may drift this far from the monotonic one between two looks before it must have been set, or the machine have slept. */
const STEP_MS = 500;

/** Makes a look at both clocks: how far the wall clock was set ahead (back: negative) since the look before, ms; 0 when it was not. */
export function createStepWatch({ monotonic, wall }: Clocks = machineClocks): () => number {
  const ahead = () => wall() - monotonic();
  let before = ahead();
  return () => {
    const now = ahead();
    const step = now - before;
    before = now;
    return Math.abs(step) > STEP_MS ? Math.round(step) : 0;
  };
}
