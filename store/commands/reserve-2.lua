--[[
  Reserves request weight in one clock minute, unless the egress is paused or the minute is spent.

  KEYS[1] counter of the minute   KEYS[2] pause
  ARGV[1] weight   [2] allowance for the minute
  Returns { granted (1 | 0), used after, pause (JSON or "") }
]]
local pause = redis.call('GET', KEYS[2])
local used = tonumber(redis.call('GET', KEYS[1]) or 0)
if pause then return { 0, used, pause } end
if used + tonumber(ARGV[1]) > tonumber(ARGV[2]) then return { 0, used, '' } end
used = redis.call('INCRBY', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], 180)
return { 1, used, '' }
