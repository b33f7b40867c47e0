import { useState } from 'preact/hooks';
import { useCell } from '../cells/cell.ts';
import { healthError, loadHealth } from '../state/health.ts';
import { isSendable, keepAccessKey } from '../wire/accessKey.ts';
import { link, reconnect } from '../wire/push.ts';

/** Asks for the access key, where the API wants one. It is kept for this tab alone. */
export function KeyForm() {
  const [error, push] = [useCell(healthError), useCell(link)];
  const [fault, setFault] = useState<string | null>(null);
  const faults = [...(error === null ? [] : [error]), ...(push.state === 'frozen' ? [push] : [])];
  const [refused] = faults.filter(({ code }) => code === 'key' || code === 'too-many-wrong-keys');
  if (refused === undefined) return null;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement).get('key');
    const key = String(given ?? '').trim();
    if (!isSendable(key)) {
      setFault('An access key has letters, digits and signs of ASCII, and no spaces.');
      return;
    }
    setFault(null);
    keepAccessKey(key);
    reconnect();
    void loadHealth();
  };
  return (
    <form class="key-form" aria-label="Key for the API" onSubmit={submit}>
      <p>{fault ?? ('why' in refused ? refused.why : refused.message)} Keys stand in api.accessKeys of CONFIG.json.</p>
      <label>
        Access key <input name="key" type="password" autocomplete="off" required />
      </label>
      <button type="submit">Use it</button>
      <p>This tab keeps it until you close it. It is in no address.</p>
    </form>
  );
}
