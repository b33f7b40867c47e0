import type { ComponentChildren } from 'preact';

/** Names and what they come to. */
export type Fact = readonly [name: string, value: ComponentChildren];

/** Figures with their names. */
export const Facts = ({ of }: { of: readonly Fact[] }) => (
  <dl class="facts">
    {of.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
