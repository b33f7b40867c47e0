import type { ComponentChildren } from 'preact';
import { Wide, type WideProps } from './Wide.tsx';

/** Names of columns, each with the style of its cells. */
export type Heads = readonly (readonly [name: ComponentChildren, kind?: string | undefined])[];

/** A table with its head, which scrolls inside where it is larger than its place. @param foot what stands below its rows */
export const HeadedTable = ({
  heads,
  foot,
  children,
  ...own
}: WideProps & { heads: Heads; foot?: ComponentChildren }) => (
  <Wide {...own}>
    <table>
      <thead>
        <tr>
          {heads.map(([name, kind], index) => (
            <th key={index} scope="col" class={kind}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
      {foot && <tfoot>{foot}</tfoot>}
    </table>
  </Wide>
);
