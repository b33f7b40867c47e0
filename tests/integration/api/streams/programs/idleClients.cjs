/** Opens sockets that only answer pings, and says so when all are open: `node idleClients.cjs <port> <count>`. */
const { WebSocket } = require('ws');

const [port = 0, count = 0] = process.argv.slice(2).map(Number);

async function main() {
  for (let opened = 0; opened < count; ) {
    const batch = Math.min(50, count - opened);
    await Promise.all(
      Array.from({ length: batch }, () => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { perMessageDeflate: false });
        return new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
      }),
    );
    opened += batch;
  }
  process.send?.('open');
}

main();
