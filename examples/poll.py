"""Reads the last 25 candles of one minute, then follows the price. It needs Python 3 and no package.

    python3 poll.py http://127.0.0.1:8000 btcusdt

Where the API wants an access key, put it into the environment variable API_KEY.
"""

import itertools
import json
import os
import sys
import time
import urllib.error
import urllib.request

base, code = sys.argv[1:3]
key = {"X-API-Key": os.environ["API_KEY"]} if "API_KEY" in os.environ else {}


def get(path, tag=None):
    """Returns body and headers. The body is None if nothing has changed since the answer that had this tag."""
    headers = key | ({"If-None-Match": tag} if tag else {})
    while True:
        try:
            request = urllib.request.Request(base + path, headers=headers)
            with urllib.request.urlopen(request, timeout=5) as answer:
                return json.load(answer), answer.headers
        except urllib.error.HTTPError as answer:
            if answer.code == 304:
                return None, answer.headers
            problem = json.load(answer)
            seconds = answer.headers["Retry-After"]
            if seconds is None:  # The request is wrong: asking again does not help.
                sys.exit(f"{answer.code} {problem['error']}: {problem['detail']}")
            wait(int(seconds), problem["detail"])
        except OSError as error:  # There is no connection, or no answer in time.
            wait(1, error)


def wait(seconds, reason):
    print(f"waiting {seconds} s: {reason}", flush=True)
    time.sleep(seconds)


def rows(path):
    """All rows of a series, newest first. Following `next` neither repeats nor skips a row when new ones arrive."""
    while path:
        body, _ = get(path)
        yield from body["data"]
        path = body["next"]


closes = [candle["close"] for candle in itertools.islice(rows(f"/GetData?type=1&code={code}"), 25)]
print(f"{len(closes)} candles, the newest close at {', '.join(closes[:3])}", flush=True)

path, tag, price = f"/GetData?type=price&code={code}", None, None
while True:
    body, headers = get(path, tag)
    tag = headers["ETag"]
    if body is not None and body["data"]:
        price = body["data"][0]["price"]
    change = "unchanged" if body is None else "new"
    if headers["X-Data-Stale"] == "true":
        print(f"{price} {change}, too old to act on: {headers['X-Data-Age-Ms']} ms", flush=True)
    else:
        print(f"{price} {change}, {headers['X-Data-Age-Ms']} ms old", flush=True)
    time.sleep(1)
