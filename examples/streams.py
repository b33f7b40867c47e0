"""Follows trades and best prices of a pair, as Binance's streams tell them. It needs Python 3 and the package websockets
(Debian: apt install python3-websockets).

    python3 streams.py http://127.0.0.1:8000 btcusdt

Where the API wants an access key, put it into the environment variable API_KEY.
"""

import asyncio
import json
import os
import re
import sys

import websockets

base, code = sys.argv[1:3]
# Versions of the package name the argument for headers differently. A key may stand in the path, too.
key = f"/k/{os.environ['API_KEY']}" if "API_KEY" in os.environ else ""
url = f"{re.sub('^http', 'ws', base)}{key}/stream?streams={code}@trade/{code}@bookTicker"


def on_event(stream, data):
    if stream.endswith("@trade"):
        print(f"trade {data['t']}: {data['q']} at {data['p']}", flush=True)
    else:
        print(f"best prices: {data['b']} {data['a']}", flush=True)


async def follow():
    """Calls on_event for each event. Returns the reason when the socket has ended."""
    async with websockets.connect(url) as socket:
        async for text in socket:
            on_event(**json.loads(text))
        return f"closed: {socket.close_code} {socket.close_reason}"


async def main():
    while True:
        try:
            reason = await follow()
        except websockets.InvalidHandshake as refusal:
            if re.search("HTTP 4(?!29)", str(refusal)):  # The request is wrong: asking again does not help.
                sys.exit(str(refusal))
            reason = refusal
        except (OSError, asyncio.TimeoutError, websockets.ConnectionClosed) as error:
            reason = error
        # What was sent meanwhile is missing: whoever adds up trades begins anew here.
        print(f"connecting again: {reason}", flush=True)
        await asyncio.sleep(1)


asyncio.run(main())
