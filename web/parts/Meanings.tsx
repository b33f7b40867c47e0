import type { ComponentChildren } from 'preact';

interface MeaningsProps {
  readonly title: ComponentChildren;
  /** By the name that the API uses: the same for people, and what it means. */
  readonly texts: Readonly<Record<string, { readonly sign?: string; readonly word: string; readonly says: string }>>;
}

/** What words and signs mean, for those who want to know. */
export const Meanings = ({ title, texts }: MeaningsProps) => (
  <details class="meanings">
    <summary>{title}</summary>
    <dl>
      {Object.entries(texts).map(([name, { sign, word, says }]) => (
        <div key={name}>
          <dt>
            {sign !== undefined && <span aria-hidden="true">{sign} </span>}
            {word}
          </dt>
          <dd>{says}</dd>
        </div>
      ))}
    </dl>
  </details>
);
