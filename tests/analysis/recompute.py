"""Makes the figures of snapshots again, of their parts alone and with Python's decimal, and prints those that are not equal.

    python3 recompute.py FILE...

A FILE is a snapshot, or has one in each line. The formulas are those of docs/analysis.md, written anew: nothing is shared with analysis/.
The last line counts. The exit code is 1 if a figure is not equal, or none was compared.
"""

import json
import re
import sys
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact

EXACT = Context(prec=60, traps=[Inexact])
ROUNDED = Context(prec=60, rounding=ROUND_HALF_UP)
STEP = Decimal("0.00000001")
HOUR, FOUR_HOURS, DAY = 3_600_000, 14_400_000, 86_400_000
DECIMAL = re.compile(r"-?[0-9]{1,80}(\.[0-9]{1,80})?")


class Unreadable(Exception):
    pass


def dec(value):
    if not isinstance(value, str) or not DECIMAL.fullmatch(value):
        raise Unreadable(value)
    return Decimal(value)


def whole(value):
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != int(value) or not 0 <= value < 2**53:
        raise Unreadable(value)
    return int(value)


def ratio(one, other):
    """Rounded to 8 places, halves away from zero; None by 0."""
    if other == 0:
        return None
    return ROUNDED.quantize(ROUNDED.divide(one, other), STEP)


def total(values):
    result = Decimal(0)
    for value in values:
        result = EXACT.add(result, value)
    return result


def text(value):
    if value is None:
        return None
    shown = format(value, "f")
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def told(part, field, read=dec):
    """A field of a latest value, or None where it is not there or cannot be read."""
    try:
        value = read(part["value"].get(field)) if part else None
    except Unreadable:
        return None
    return text(value) if isinstance(value, Decimal) else value


def price(parts):
    average = parts["avg-price"]
    return {
        "last": told(parts["price"], "price"),
        "average": told(average, "price"),
        "averageMinutes": told(average, "mins", whole),
    }


def day(parts):
    part = parts["high-low"]
    if part is None:
        return None
    fields = {
        **{"open": "openPrice", "high": "highPrice", "low": "lowPrice", "change": "priceChange"},
        **{"changePercent": "priceChangePercent", "volume": "volume", "quoteVolume": "quoteVolume"},
    }
    return {name: told(part, field) for name, field in fields.items()} | {"trades": told(part, "count", whole)}


def spread(parts):
    value = parts["book-ticker"]["value"]
    bid, ask = dec(value.get("bidPrice")), dec(value.get("askPrice"))
    if bid <= 0 or ask <= 0:
        return None
    absolute, mid = EXACT.subtract(ask, bid), middle(bid, ask)
    points = ratio(EXACT.multiply(absolute, 10_000), mid)
    return {"bid": text(bid), "ask": text(ask), "mid": text(mid), "absolute": text(absolute), "basisPoints": text(points)}


def middle(bid, ask):
    return EXACT.multiply(EXACT.add(bid, ask), Decimal("0.5"))


def book_side(levels):
    if not isinstance(levels, list):
        raise Unreadable(levels)
    side = []
    for level in levels:
        if not isinstance(level, list) or len(level) < 2:
            raise Unreadable(level)
        side.append((dec(level[0]), dec(level[1])))
    return side


def book(parts):
    value = parts["depth"]["value"]
    bids, asks = book_side(value.get("bids")), book_side(value.get("asks"))
    levels = {}
    for name, most in (("5", 5), ("10", 10), ("20", 20), ("all", None)):
        bid, ask = (total(quantity for _, quantity in side[:most]) for side in (bids, asks))
        levels[name] = {"bidVolume": text(bid), "askVolume": text(ask), "ratio": text(ratio(bid, ask))}
    mid = middle(bids[0][0], asks[0][0]) if bids and asks else None
    if mid is not None and mid <= 0:
        mid = None
    depth = {str(points): {"bid": within(bids, mid, points), "ask": within(asks, mid, points)} for points in (10, 50, 100)}
    return {"levels": levels, "depth": depth, "reach": {"bid": reach(bids, mid), "ask": reach(asks, mid)}}


def distance(level, mid):
    return abs(EXACT.subtract(level[0], mid))


def reach(side, mid):
    if mid is None:
        return None
    farthest = max(distance(level, mid) for level in side)
    return text(ratio(EXACT.multiply(farthest, 10_000), mid))


def within(side, mid, points):
    if mid is None:
        return None
    limit = EXACT.multiply(mid, EXACT.divide(Decimal(points), 10_000))
    if max(distance(level, mid) for level in side) < limit:
        return None
    near = [level for level in side if distance(level, mid) <= limit]
    return text(total(EXACT.multiply(*level) for level in near))


def rows(part, names):
    if any(name not in part["columns"] for name in names):
        raise Unreadable(part["columns"])
    places = [part["columns"].index(name) for name in names]
    return [[row[place] if place < len(row) else None for place in places] for row in part["rows"]]


def trades(parts):
    all_trades = []
    for number, at, quantity, time, is_maker in rows(parts["trades"], ["id", "price", "qty", "time", "isBuyerMaker"]):
        if not isinstance(is_maker, bool):
            raise Unreadable(is_maker)
        side = "sell" if is_maker else "buy"
        all_trades.append((whole(number), whole(time), dec(at), dec(quantity), side))
    if not all_trades:
        return None
    of = {side: [trade[3] for trade in all_trades if trade[4] == side] for side in ("buy", "sell")}
    bought, sold = total(of["buy"]), total(of["sell"])
    quote, _, largest = max((EXACT.multiply(trade[2], trade[3]), place, trade) for place, trade in enumerate(all_trades))
    return {
        "count": len(all_trades),
        "from": all_trades[0][1],
        "to": all_trades[-1][1],
        "buyCount": len(of["buy"]),
        "sellCount": len(of["sell"]),
        "buyVolume": text(bought),
        "sellVolume": text(sold),
        "ratio": text(ratio(bought, sold)),
        "largest": {
            "id": largest[0],
            "time": largest[1],
            "price": text(largest[2]),
            "quantity": text(largest[3]),
            "quote": text(quote),
            "side": largest[4],
        },
    }


def series(part):
    """Candles by their open time: open, high, low, close, volume, final."""
    candles = {}
    for time, *prices, volume, final in rows(part, ["openTime", "open", "high", "low", "close", "volume", "final"]):
        candles[whole(time)] = (*map(dec, prices), dec(volume), final is True)
    return candles


def four_hours(hours, at):
    candles = {}
    for start in {time // FOUR_HOURS * FOUR_HOURS for time in hours}:
        times = [time for time in range(start, start + FOUR_HOURS, HOUR) if time <= at]
        if not times or any(time not in hours for time in times):
            continue
        group = [hours[time] for time in times]
        # An hour without trades repeats the last price before it.
        traded = [candle for candle in group if candle[4] > 0] or group
        candles[start] = (
            traded[0][0],
            max(candle[1] for candle in traded),
            min(candle[2] for candle in traded),
            traded[-1][3],
            total(candle[4] for candle in group),
            len(group) == 4 and all(candle[5] for candle in group),
        )
    return candles


def move(candles, time):
    if time is None or time not in candles:
        return None
    first, high, low, close, volume, _ = candles[time]
    return {
        "openTime": time,
        "close": text(close),
        "changePercent": text(ratio(EXACT.multiply(EXACT.subtract(close, first), 100), first)),
        "rangePercent": text(ratio(EXACT.multiply(EXACT.subtract(high, low), 100), low)),
        "volume": text(volume),
    }


def of_candles(candles, length, at):
    if not candles:
        return None
    closed = [time for time in candles if candles[time][5] and time + length <= at]
    last = max(closed, default=None)
    sums = {}
    for count in (10, 20):
        times = [last - before * length for before in range(count)] if closed else [None]
        sums[count] = total(candles[time][3] for time in times) if set(times) <= set(closed) else None
    trend = None
    if sums[20] is not None:
        close = EXACT.multiply(candles[last][3], 20)
        short, long = EXACT.multiply(sums[10], 2), sums[20]
        trend = "up" if close > short > long else "down" if close < short < long else "flat"
    return {
        "closed": move(candles, last),
        "forming": move(candles, at - at % length),
        "average10": None if sums[10] is None else text(ratio(sums[10], Decimal(10))),
        "average20": None if sums[20] is None else text(ratio(sums[20], Decimal(20))),
        "trend": trend,
    }


def readable(figures, *given):
    """What cannot be read gives no figures, and neither does what is not there."""
    try:
        return None if given[0] is None else figures(*given)
    except Unreadable:
        return None


def figures_of(parts, at):
    of = {name: readable(series, parts["klines"][name]) for name in ("60", "1440")}
    four = None if of["60"] is None else four_hours(of["60"], at)
    return {
        "price": price(parts),
        "day": day(parts),
        "spread": parts["book-ticker"] and readable(spread, parts),
        "book": parts["depth"] and readable(book, parts),
        "trades": parts["trades"] and readable(trades, parts),
        "candles": {
            "60": of_candles(of["60"], HOUR, at),
            "240": of_candles(four, FOUR_HOURS, at),
            "1440": of_candles(of["1440"], DAY, at),
        },
    }


def leaves(value, path=""):
    if not isinstance(value, dict):
        yield path, value
        return
    for name, part in value.items():
        yield from leaves(part, f"{path}.{name}" if path else name)


def snapshots(file):
    with open(file, encoding="utf-8") as source:
        content = source.read()
    try:
        return [json.loads(content)]
    except json.JSONDecodeError:
        return [json.loads(line) for line in content.splitlines() if line]


read = compared = unequal = said = 0
for file in sys.argv[1:]:
    for number, snapshot in enumerate(snapshots(file), 1):
        ours, theirs = (dict(leaves(each)) for each in (figures_of(snapshot["parts"], snapshot["at"]), snapshot["figures"]))
        read += 1
        compared += len(ours)
        said += sum(value is not None for value in ours.values())
        for name in sorted(ours.keys() | theirs.keys()):
            one, other = ours.get(name, "absent"), theirs.get(name, "absent")
            if type(one) is not type(other) or one != other:
                unequal += 1
                print(f"{file}: {number}: {name}: {other!r} instead of {one!r}")
print(f"{read} snapshots, {compared} figures, {said} of them not null, {unequal} unequal")
sys.exit(1 if unequal or not said else 0)
