--[[
  Stores the newest value of a pair. One call: fence and order checks, value, meta, announcement.

  KEYS[1] value (string)   KEYS[2] its meta hash
  ARGV[1] channel   [2] fence of the writer   [3] asOf (ms)   [4] source   [5] value (JSON)
  ARGV[6] order: the exchange's own sequence (depth: lastUpdateId), or "" where it has none

  Returns { status, version, changed }
    status 0 stored · -1 lower fence · -2 lower asOf · -3 lower order. Nothing is written unless 0.
]]
local data, meta = KEYS[1], KEYS[2]
local asOf, order = tonumber(ARGV[3]), tonumber(ARGV[6])
local known = mend('HMGET', meta, 'fence', 'asOf', 'version', 'order', 'changedAt')
local knownAsOf, knownOrder = whole(known[2]), whole(known[4])
if isFenced(known[1], ARGV[2]) then return { -1, 0, 0 } end
-- No reply is a minute late: an asOf so far ahead was a wrong clock, and must not shut out every later write.
local ahead = knownAsOf and knownAsOf - asOf or 0
if ahead > 0 and ahead < 60000 then return { -2, 0, 0 } end
-- A sequence that stays lower for a minute is no lagging replica: the exchange has begun a new one.
if order and knownOrder and knownAsOf and knownOrder > order and asOf - knownAsOf < 60000 then return { -3, 0, 0 } end

local version = whole(known[3]) or 0
local changed = (version == 0 or not whole(known[5]) or look('GET', data) ~= ARGV[5]) and 1 or 0
if changed == 1 then
  -- Starts at asOf, so that it never repeats after a wiped Redis (see writeSeries).
  version = version == 0 and asOf or version + 1
  redis.call('SET', data, ARGV[5])
  redis.call('HSET', meta, 'version', string.format('%.0f', version), 'changedAt', ARGV[3])
end
redis.call('HSET', meta, 'fence', ARGV[2], 'asOf', ARGV[3], 'source', ARGV[4])
if order then redis.call('HSET', meta, 'order', ARGV[6]) end
redis.call('PUBLISH', ARGV[1], string.format('%s %.0f %s -', data, version, ARGV[3]))
return { 0, version, changed }
