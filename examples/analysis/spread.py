"""Reads snapshots into a table of pandas: spread and imbalance over time. It needs Python 3 and pandas (Debian: python3-pandas).

    npm run snapshot -- --code btcusdt --every 60
    python3 examples/analysis/spread.py data/snapshots spot btcusdt

All figures and their units: docs/analysis.md.
"""

import json
import pathlib
import sys

import pandas

if len(sys.argv) != 4:
    sys.exit("usage: spread.py FOLDER MARKET CODE, such as data/snapshots spot btcusdt")
folder, market, code = sys.argv[1:]


def snapshots():
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        try:
            snapshot = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            print(f"{path.name} is left out: {error}", file=sys.stderr)
            continue
        # Another version may mean something else by the same name.
        if [snapshot.get(name) for name in ("version", "market", "code")] == [1, market, code]:
            yield snapshot


read = list(snapshots())
if not read:
    sys.exit(f"there is no snapshot of {market} {code} in {folder}")

# One row a snapshot, one column a figure: spread.basisPoints, book.levels.5.ratio, ...
table = pandas.json_normalize([snapshot["figures"] for snapshot in read])
table.index = pandas.to_datetime([snapshot["at"] for snapshot in read], unit="ms", utc=True)
table = table.sort_index()

wanted = ["spread.mid", "spread.basisPoints", "book.levels.5.ratio", "book.levels.all.ratio", "trades.ratio"]
# Figures are decimals as text, so that nothing is lost. To draw and to average them, floats are near enough.
shown = table.reindex(columns=wanted).apply(pandas.to_numeric)
# 0 to 1: which part of the quantity at the best five levels is bid.
shown["imbalance"] = shown["book.levels.5.ratio"] / (1 + shown["book.levels.5.ratio"])
print(shown.tail(20).to_string())
print(f"\n{len(shown)} snapshots, spread {shown['spread.basisPoints'].mean():.4f} bp in the mean")
# Where matplotlib is installed: shown[["imbalance"]].plot().get_figure().savefig("imbalance.svg")

part = read[-1]["parts"]["trades"]
if part is not None:
    trades = pandas.DataFrame(part["rows"], columns=part["columns"])
    trades["time"] = pandas.to_datetime(trades["time"], unit="ms", utc=True)
    trades["qty"] = pandas.to_numeric(trades["qty"])
    trades["side"] = trades["isBuyerMaker"].map({True: "sell", False: "buy"})
    print(f"\nThe last {len(trades)} trades of the newest snapshot:")
    print(trades[["id", "time", "price", "qty", "side"]].tail(5).to_string(index=False))
    print(trades.groupby("side")["qty"].agg(["count", "sum"]).to_string())
