import { Hub } from './hub.ts';

/** Runs once for all tabs of a browser that show this page. */
const hub = new Hub();

globalThis.addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports;
  if (port === undefined) return;
  const member = hub.join((message) => port.postMessage(message));
  port.onmessage = ({ data }) => member.take(data);
});
