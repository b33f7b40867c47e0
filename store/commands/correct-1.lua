--[[
  Notes what the exchange has counted in a minute beyond what we have spent: somebody else on the same address. What of ours is still
  under way is in "own" already, so that it is never taken for somebody else's.

  KEYS[1] counter of the minute (reserve-4.lua)
  ARGV[1] used weight by the exchange's header
  Returns the minute's foreign weight.
]]
local counts = redis.call('HMGET', KEYS[1], 'own', 'foreign', 'whole')
local foreign = tonumber(counts[2] or 0)
local beyond = tonumber(ARGV[1]) - tonumber(counts[1] or 0)
if beyond <= foreign then return foreign end
redis.call('HSET', KEYS[1], 'foreign', beyond)
-- The counter was lost since the reservation: what is beyond is our own.
if not counts[3] then redis.call('HSET', KEYS[1], 'whole', 0) end
redis.call('EXPIRE', KEYS[1], 420)
return beyond
