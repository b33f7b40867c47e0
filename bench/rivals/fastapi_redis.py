"""GetData of trades as one would write it with FastAPI and redis-py: one round trip, rows parsed and named.

The stack of the system that this project replaces. Run by uvicorn; REDIS_PORT says where Redis is.
"""

import json
import os

from fastapi import FastAPI
from redis import asyncio as redis

PER_PAGE = 10
COLUMNS = ("id", "price", "qty", "firstTradeId", "lastTradeId", "time", "isBuyerMaker")

app = FastAPI()
store = redis.Redis(port=int(os.environ["REDIS_PORT"]), db=2, decode_responses=True)


@app.get("/GetData")
async def get_data(code: str, type: str, pageSize: int = 1):
    key = "spot:{%s}:%s" % (code, type)
    start = (pageSize - 1) * PER_PAGE
    pipeline = store.pipeline(transaction=False)
    pipeline.zrevrange(key, start, start + PER_PAGE - 1)
    pipeline.zcard(key)
    pipeline.hgetall(key + ":meta")
    rows, total, meta = await pipeline.execute()
    pages = -(-total // PER_PAGE)
    return {
        "code": code,
        "type": type,
        "page": pageSize,
        "perPage": PER_PAGE,
        "total": total,
        "pages": pages,
        "asOf": int(meta["asOf"]),
        "next": f"/GetData?pageSize={pageSize + 1}&type={type}&code={code}" if pageSize < pages else None,
        "data": [dict(zip(COLUMNS, json.loads(row))) for row in rows],
    }
