--[[
  Reserves request weight in one clock minute, unless the egress is paused or the minute is spent. A request that the exchange may
  count in the next minute is charged to both, so that it neither looks like somebody else's there nor breaks the limit.

  A minute's counter holds what we have spent ("own"), what the exchange says beyond it ("foreign"), and whether it was counted from its
  beginning ("whole": 1 | 0). It was when the minute before is known too: Redis has lost nothing since then.

  KEYS[1] counter of the minute   KEYS[2] of the minute before   KEYS[3] of the minute after   KEYS[4] pause
  ARGV[1] weight   [2] allowance for a minute   [3] 1: may be counted in the minute after   [4] 1: a pause that waits for a ping lets it pass
  Returns { granted (1 | 0), used after, pause (JSON or "") }
]]
local weight, allowance = tonumber(ARGV[1]), tonumber(ARGV[2])

local function read(key)
  local counts = redis.call('HMGET', key, 'own', 'foreign', 'whole')
  return { own = tonumber(counts[1] or 0), foreign = tonumber(counts[2] or 0), isNew = not (counts[1] or counts[3]) }
end

local function charge(key, minute, isWhole)
  if minute.isNew then redis.call('HSET', key, 'whole', isWhole and 1 or 0) end
  redis.call('HSET', key, 'own', minute.own + weight)
  redis.call('EXPIRE', key, 420)
end

local this, after = read(KEYS[1]), ARGV[3] == '1' and read(KEYS[3])
local used = this.own + this.foreign
local pause = redis.call('GET', KEYS[4])
if pause and not (ARGV[4] == '1' and cjson.decode(pause)['awaitsPing']) then return { 0, used, pause } end
if used + weight > allowance then return { 0, used, '' } end
if after and after.own + after.foreign + weight > allowance then return { 0, used, '' } end

charge(KEYS[1], this, this.isNew and redis.call('HGET', KEYS[2], 'own'))
if after then charge(KEYS[3], after, true) end
return { 1, used + weight, '' }
