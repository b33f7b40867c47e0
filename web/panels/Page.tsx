import { useEffect } from 'preact/hooks';
import { useCell } from '../cells/cell.ts';
import { later } from '../parts/later.tsx';
import { markets } from '../state/markets.ts';
import { serverState } from '../state/serverState.ts';
import { isFirstTold, link } from '../wire/push.ts';
import { Footer } from './Footer.tsx';
import { KeyForm } from './KeyForm.tsx';
import { Market } from './Market.tsx';
import { Strip } from './Strip.tsx';
import { Troubles } from './Troubles.tsx';

const Operations = later(async () => (await import('./later.ts')).Operations);

/** All of the page: what is wrong first, then what people come for, then how it is collected. */
export function Page() {
  const [all, push] = [useCell(markets), useCell(link)];
  // Rows without figures would be drawn twice.
  const known = useCell(isFirstTold) ? all : null;
  // What is not the present is dimmed by style, whatever part of the page shows it.
  useEffect(() => {
    const isOld = push.state === 'opening' && serverState.get() !== null;
    document.body.classList.toggle('is-frozen', push.state === 'frozen' || isOld);
  }, [push.state]);
  return (
    <>
      {known !== null && (
        <a class="skip" href="#candles">
          To the pair that is shown
        </a>
      )}
      <Strip />
      <Troubles />
      <KeyForm />
      <main>
        {known !== null && (
          <>
            <Market known={known} />
            <Operations />
          </>
        )}
      </main>
      <Footer />
    </>
  );
}
