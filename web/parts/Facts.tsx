import type { ComponentChildren } from 'preact';

interface FigureProps {
  readonly name: ComponentChildren;
  /** More about it. */
  readonly title?: string;
  readonly children: ComponentChildren;
}

/** A figure with its name, of a `dl`. */
export const Figure = ({ name, title, children }: FigureProps) => (
  <div title={title}>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** A name and what it comes to. */
export type Fact = readonly [name: ComponentChildren, value: ComponentChildren];

/** Figures with their names. @param class their style, in place of that of a line of them */
export const Facts = ({ of, ...own }: { readonly of: readonly Fact[]; readonly class?: string }) => (
  <dl class="facts" {...own}>
    {of.map(([name, value], index) => (
      <Figure key={index} name={name}>
        {value}
      </Figure>
    ))}
  </dl>
);
