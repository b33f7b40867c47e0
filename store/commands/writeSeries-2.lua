--[[
  Stores rows of a series. One call: fence and order checks, rows, retention, meta, announcement.

  KEYS[1] series (sorted set)   KEYS[2] its meta hash
  ARGV[1] channel   [2] db-wide fence of the writer   [3] asOf (ms)   [4] source   [5] retention (rows)
  ARGV[6] kind: "candles", or the id space of trades ("aggTrades" | "trades"); another kind than the stored one clears the series
  ARGV[7] "1" when the reply confirms the newest row, "0" for history (asOf then stays, existing final rows too)
  ARGV[8] lowest score that is kept, or "": what lies below a gap that has expired is no part of the series any more
  ARGV[9] "1": forming rows replace rolled-up ones of more trades, too
  ARGV[10] highest score that is kept of what is stored, "-inf": none, or "": all. The exchange has begun anew below it
  ARGV[11..] score, member, score, member …

  Returns { status, version, changed, restated, regressed, total }
    status 0 stored · -1 lower fence · -2 lower asOf. Nothing is written unless 0.
]]
-- include: values, keys, rows, fence, order, meta, announce
local data, meta = KEYS[1], KEYS[2]
local asOf, retention, kind, live = tonumber(ARGV[3]), tonumber(ARGV[5]), ARGV[6], ARGV[7] == '1'
local known = readMeta(meta)
if isFenced(known.fence, ARGV[2]) then return { -1, 0, 0, 0, 0, 0 } end
if live and isLate(known, asOf) then return { -2, 0, 0, 0, 0, 0 } end

local changed, restated, regressed = 0, 0, 0
local lowest = nil
local kinds = { candles = true, aggTrades = true, trades = true }
mend('ZCARD', data)
if kinds[known.kind] and known.kind ~= kind then
  redis.call('DEL', data)
  changed, lowest = 1, 0
end

if ARGV[10] ~= '' and redis.call('ZREMRANGEBYSCORE', data, '(' .. ARGV[10], '+inf') > 0 then
  changed, lowest = 1, 0
end

local function store(score, old, member)
  if old then redis.call('ZREM', data, old) end
  redis.call('ZADD', data, score, member)
  changed = changed + 1
  local n = tonumber(score)
  if not lowest or n < lowest then lowest = n end
end

-- 12 exchange fields and a 13th: 0 rolled up, 1 forming, 2 final. The 9th is the trade count.
local function candle(score, old, member)
  local was, is = cjson.decode(old), cjson.decode(member)
  if was[13] == 2 then
    if is[13] ~= 2 or not live then
      regressed = regressed + 1
      return
    end
    restated = restated + 1
  -- With fewer trades it is an older state. Only the exchange's own figures say so, and not for ever: it may have restated them.
  elseif is[9] < was[9] and (is[13] ~= 2 or was[13] == 1 and asOf < is[7] + 60000)
    and not (ARGV[9] == '1' and was[13] == 0) then
    regressed = regressed + 1
    return
  end
  store(score, old, member)
end

-- Whether a stored member has the same fields as one that we write: it may say something else, but it is a row.
local function isLike(old, member)
  if old == member then return true end
  local was, is = decode(old), decode(member)
  if not was or #was ~= #is or was[1] ~= is[1] then return false end
  for i = 2, #is do
    if type(was[i]) ~= type(is[i]) then return false end
  end
  return true
end

-- The stored row of a score. What is damaged there goes, and what is there twice.
local function rowAt(score, member)
  local row = nil
  for _, stored in ipairs(redis.call('ZRANGEBYSCORE', data, score, score)) do
    if not row and isLike(stored, member) then
      row = stored
    else
      redis.call('ZREM', data, stored)
      changed, lowest = changed + 1, 0
    end
  end
  return row
end

for i = 11, #ARGV, 2 do
  local score, member = ARGV[i], ARGV[i + 1]
  local old = rowAt(score, member)
  if not old then
    store(score, nil, member)
  elseif old ~= member and kind == 'candles' then
    candle(score, old, member)
  end
end

-- What is damaged must not stand in front of the newest row.
while true do
  local front = redis.call('ZREVRANGE', data, 0, 0, 'WITHSCORES')
  if not front[1] or rowOf(front[1], front[2]) then break end
  redis.call('ZREM', data, front[1])
  changed, lowest = changed + 1, 0
end

local dropped = ARGV[8] ~= '' and redis.call('ZREMRANGEBYSCORE', data, '-inf', '(' .. ARGV[8]) or 0
local total = redis.call('ZCARD', data)
local over = total - retention
if over > 0 then
  total = retention
  dropped = dropped + redis.call('ZREMRANGEBYRANK', data, 0, over - 1)
end
if dropped > 0 then changed, lowest = math.max(changed, 1), 0 end

local newest = live and asOf or known.asOf or asOf
local version = writeMeta(meta, known, changed > 0, asOf, 'fence', ARGV[2], 'asOf', digits(newest), 'source', ARGV[4], 'kind', kind)
announce(ARGV[1], data, version, newest, lowest, total)
return { 0, version, changed, restated, regressed, total }
