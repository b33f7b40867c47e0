import type { StoreCommands } from '../../store/redis/commands.ts';

/** A guard of the programs under test, and what takes its place where it is switched off. */
export type Guard = FunctionGuard | CommandGuard;

/** An exported function or class. */
export interface FunctionGuard {
  readonly real: Exported;
  /** Makes of the real one what takes its place. */
  readonly instead: (real: never) => Exported;
}

/** A function of a Lua command, its own or one of a part that it includes. */
export interface CommandGuard {
  readonly command: keyof StoreCommands;
  readonly name: string;
  /** A Lua function. */
  readonly instead: string;
}

/** A function or a class. */
type Exported = { readonly name: string } & (((...args: never[]) => unknown) | (new (...args: never[]) => unknown));

/**
 * A guard that is an exported function or class, given as itself: who renames or moves it, or changes what it takes, does so here too or
 * gets an error from the compiler.
 *
 * @param instead makes what takes its place. Its text is what counts: it may use what it is given, what JavaScript has, and nothing else
 */
export function without<Real extends Exported>(real: Real, instead: (real: Real) => Real): FunctionGuard {
  return { real, instead };
}

/** A guard that is a function of a Lua command. @param instead a Lua function; default: one that answers false */
export function withoutLua(
  command: keyof StoreCommands,
  name: string,
  instead = 'function() return false end',
): CommandGuard {
  return { command, name, instead };
}
