/** A part of a whole as a bar, beside a number that says the same. @param percent 0 to 100 */
export const Bar = ({ percent }: { percent: number }) => (
  <span class="bar" aria-hidden="true">
    <span style={{ width: `${percent}%` }} />
  </span>
);
