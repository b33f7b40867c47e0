"""Follows the forming candle, liquidations and large trades of a USD-M contract, each over a socket of its own. It needs Python 3 and the package
websockets (Debian: apt install python3-websockets).

    python3 futures.py http://127.0.0.1:8000 btcusdt 100000

The number says from which value in dollars on a trade is large. Where the API wants an access key, put it into the environment variable API_KEY.
"""

import asyncio
import json
import os
import re
import sys

import websockets

base, symbol = sys.argv[1:3]
threshold = sys.argv[3] if len(sys.argv) > 3 else "100000"
topics = ["ohlc?interval=1m", "liquidations", f"large_trades?threshold={threshold}"]
# Versions of the package name the argument for headers differently. A key may stand in the path, too.
key = f"/k/{os.environ['API_KEY']}" if "API_KEY" in os.environ else ""
url = f"{re.sub('^http', 'ws', base)}{key}/ws/binance/{symbol}"


class Wrong(Exception):
    """What was asked for is wrong: asking again does not help."""


def on_event(event):
    if event["type"] == "ohlc":
        print(f"candle of {event['timestamp']}: {event['close']}{', closed' if event['final'] else ''}", flush=True)
    elif event["type"] == "liquidation":
        print(f"liquidation: {event['side']} {event['filledQty']} at {event['averagePrice']}", flush=True)
    elif event["type"] == "large_trade":
        print(f"large trade {event['id']}: {event['side']} for {event['quoteValue']} dollars", flush=True)
    elif event["type"] == "error":  # What is wrong with an address is told over the socket.
        raise Wrong(f"{event['error']}: {event['detail']}")


async def follow(topic):
    """Calls on_event for each event. Returns the reason when the socket has ended."""
    async with websockets.connect(f"{url}/{topic}") as socket:
        async for text in socket:
            on_event(json.loads(text))
        return f"closed: {socket.close_code} {socket.close_reason}"


async def keep_following(topic):
    while True:
        try:
            reason = await follow(topic)
        except websockets.InvalidHandshake as refusal:
            if re.search("HTTP 4(?!29)", str(refusal)):
                raise Wrong(str(refusal)) from None
            reason = refusal
        except (OSError, asyncio.TimeoutError, websockets.ConnectionClosed) as error:
            reason = error
        # What was sent meanwhile is missing: candles come whole again, and trades can be asked for.
        print(f"connecting again: {reason}", flush=True)
        await asyncio.sleep(1)


async def main():
    await asyncio.gather(*map(keep_following, topics))


try:
    asyncio.run(main())
except Wrong as wrong:
    sys.exit(str(wrong))
