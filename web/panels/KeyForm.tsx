import { useState } from 'preact/hooks';
import { useCell } from '../state/cell.ts';
import { healthError, loadHealth } from '../state/health.ts';
import { isSendable, keepAccessKey } from '../wire/accessKey.ts';
import { link, reconnect } from '../wire/push.ts';

/** Asks for the access key, where the API wants one. It is kept for this tab alone. */
export function KeyForm() {
  const [error, push] = [useCell(healthError), useCell(link)];
  const [fault, setFault] = useState<string | null>(null);
  const isWanted = error?.code === 'key' || (push.state === 'frozen' && push.code === 'key');
  if (!isWanted) return null;
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
    void loadHealth();
    reconnect();
  };
  return (
    <form class="key-form" onSubmit={submit}>
      <p>{fault ?? error?.message ?? 'The API wants an access key.'} It is one of api.accessKeys in CONFIG.json.</p>
      <label>
        Access key <input name="key" type="password" autocomplete="off" required />
      </label>
      <button type="submit">Use it</button>
      <p>This tab keeps it until you close it. It is in no address.</p>
    </form>
  );
}
