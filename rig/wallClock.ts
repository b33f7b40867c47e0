import fs from 'node:fs';

/**
 * Loaded into each program before anything else: lets its wall clock be set while it runs, as NTP or an operator may, without touching
 * that of the machine. The file that WALL_CLOCK names holds the step in ms. Timers and the monotonic clock go on.
 */
const file = process.env.WALL_CLOCK ?? '';
const LOOK_EVERY_MS = 200;
const RealDate = Date;
let stepMs = 0;

function look(): void {
  try {
    stepMs = Number(fs.readFileSync(file, 'utf8')) || 0;
  } catch {
    stepMs = 0;
  }
}

globalThis.Date = class extends RealDate {
  constructor(...args: [] | [number | string]) {
    super(...((args.length === 0 ? [RealDate.now() + stepMs] : args) as [number]));
  }
  static override now(): number {
    return RealDate.now() + stepMs;
  }
} as DateConstructor;

look();
setInterval(look, LOOK_EVERY_MS).unref();
