import type { ComponentChildren } from 'preact';

interface SelectProps {
  readonly label: string;
  readonly value: string;
  onChoose(value: string): void;
  /** Its `option`s. */
  readonly children: ComponentChildren;
}

/** One of many. */
export const Select = ({ label, value, onChoose, children }: SelectProps) => (
  <label>
    {label}{' '}
    <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
      {children}
    </select>
  </label>
);
