import type { SocketCounts, SocketsNow, SocketsState, SocketsStates } from '../counts/socketCounts.ts';

type Figures = SocketsNow & SocketCounts;

const figuresOf = ({ now, counts }: SocketsState): Figures => ({ ...now(), ...counts });

/** Callers' sockets as /health shows them: all together, and those of each kind. */
export function socketsHealth(states: SocketsStates) {
  const kinds = [...states].map(([name, state]) => [name, figuresOf(state)] as const);
  const [first, ...others] = kinds.map(([, figures]) => figures);
  return first && { ...others.reduce(added, first), kinds: Object.fromEntries(kinds) };
}

/** Adds what is of one name, number by number. */
function added<Of extends Figures | Readonly<Record<string, number>>>(a: Of, b: Of): Of {
  const sums = Object.entries(a).map(([name, value]) => {
    const other: unknown = b[name as keyof Of];
    return [name, typeof value === 'number' ? value + Number(other) : added(value, other as typeof value)];
  });
  return Object.fromEntries(sums) as Of;
}
