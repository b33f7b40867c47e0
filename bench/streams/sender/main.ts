import { parseArgs } from 'node:util';
import { listen } from '../../../simulator/listen.ts';
import { createSender } from './sender.ts';

/** Plays what `npm run bench -- streams relay` measures against. Arguments: --port, --pairs, --same-rate (all pairs as fast as recorded), --stamped. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    pairs: { type: 'string', default: '300' },
    'same-rate': { type: 'boolean', default: false },
    stamped: { type: 'boolean', default: false },
  },
});
const sender = createSender({
  pairs: Number(values.pairs),
  isSameRate: values['same-rate'],
  isStamped: values.stamped,
});
const server = await listen(sender.listener, '127.0.0.1', Number(values.port), sender.upgrade);
process.on('SIGTERM', () => {
  sender.close();
  void server.close().then(() => process.exit(0));
});
process.send?.('ready');
