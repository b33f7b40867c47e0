"""Is told what changes: a price and the trades of a pair, by server-sent events. It needs Python 3 and no package.

    python3 events.py http://127.0.0.1:8000 btcusdt

Where the API wants an access key, put it into the environment variable API_KEY.
"""

import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.request

base, code = sys.argv[1:3]
key = {"X-API-Key": os.environ["API_KEY"]} if "API_KEY" in os.environ else {}
url = f"{base}/events?topics=spot:{code}:price,spot:{code}:trades"


def connection():
    """The events of one connection, each with its name and its data. An empty line ends an event."""
    # A line with nothing but a colon comes each ten seconds: a connection on which nothing comes for longer is broken.
    with urllib.request.urlopen(urllib.request.Request(url, headers=key), timeout=30) as answer:
        event = {}
        for line in answer:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name:
                event[name] = value
            else:
                if "data" in event:
                    yield event["event"], json.loads(event["data"])
                event = {}


def refusal_of(answer):
    try:
        problem = json.load(answer)
        return f"{answer.code} {problem['error']}: {problem['detail']}"
    except (ValueError, KeyError, TypeError):  # Between here and the API may be a proxy whose answers are not the API's.
        return str(answer)


def events():
    """The events of all connections: when one has ended, the next one is made. What is raised by who reads them does not come here."""
    while True:
        try:
            yield from connection()
        except urllib.error.HTTPError as answer:
            refusal = refusal_of(answer)
            if answer.code < 500 and answer.code != 429:  # The request is wrong: asking again does not help.
                sys.exit(refusal)
            print(refusal, flush=True)
        except (OSError, http.client.HTTPException) as error:  # There is no connection, or it broke.
            print(error, flush=True)
        # Nothing is sent again. The first event of each topic is its present state; what rows are missing in between, GetData knows.
        print("connecting again", flush=True)
        time.sleep(1)


def on_event(event, told):
    if event == "value" and not told["data"]:  # Before anything is stored, a value has no rows.
        print("no price yet", flush=True)
    elif event == "value":
        note = "too old to act on: " if told["stale"] else ""
        print(f"price {told['data'][0]['price']}, {note}{told['age']} ms old", flush=True)
    elif event == "rows":
        for trade in told["data"]:
            print(f"trade {trade['id']}: {trade['qty']} at {trade['price']}", flush=True)
    elif event == "age" and told["stale"]:
        print(f"too old to act on: {told['age']} ms", flush=True)
    elif "why" in told:
        print(f"{event}: {told['why']}", flush=True)


for event, told in events():
    on_event(event, told)
