import type { ComponentChildren } from 'preact';

interface SelectProps {
  /** Of no other on the page. */
  readonly id: string;
  readonly label: string;
  readonly value: string;
  onChoose(value: string): void;
  /** Its `option`s. */
  readonly children: ComponentChildren;
}

/** One of many, behind its label. */
export const Select = ({ id, label, value, onChoose, children }: SelectProps) => (
  <>
    <label for={id}>{label}</label>
    <select id={id} value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
      {children}
    </select>
  </>
);
