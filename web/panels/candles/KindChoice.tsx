import { type Kind, namedText, typeOf, withNamed } from '../../figures/candles/kinds.ts';
import { intervalText } from '../../figures/format.ts';
import { Choice } from '../../parts/Choice.tsx';
import { look } from '../../state/address.ts';

interface KindChoiceProps {
  readonly kinds: readonly Kind[];
  readonly kind: Kind;
}

/** Which interval, and where there are several, of which price or contract. */
export function KindChoice({ kinds, kind }: KindChoiceProps) {
  const named = [...new Set(kinds.map((one) => one.named))];
  const own = kinds.filter((one) => one.named === kind.named);
  const lookAt = (next: Kind | undefined) => next !== undefined && look({ candles: typeOf(next) });
  return (
    <>
      <Choice
        label="interval"
        options={own.map(({ interval }) => ({ value: String(interval), text: intervalText(interval) }))}
        value={String(kind.interval)}
        onChoose={(interval) => lookAt({ interval: Number(interval), named: kind.named })}
      />
      {named.length > 1 && (
        <Choice
          label="of"
          options={named.map((value) => ({ value, text: namedText(value) }))}
          value={kind.named}
          onChoose={(value) => lookAt(withNamed(kinds, kind, value))}
        />
      )}
    </>
  );
}
