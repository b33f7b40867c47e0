--[[
  Charges a request to the minute after the one it was reserved in: it has taken so long that the exchange may have counted it there.
  Where it was taken for somebody else's meanwhile, it is no longer; what the minute has used never falls.

  KEYS[1] counter of the minute (reserve-4.lua)   KEYS[2] of the minute before
  ARGV[1] weight
]]
local counts = redis.call('HMGET', KEYS[1], 'own', 'foreign', 'whole')
local weight = tonumber(ARGV[1])
local foreign = math.max(0, tonumber(counts[2] or 0) - weight)
local whole = counts[3] or (redis.call('HGET', KEYS[2], 'own') and 1 or 0)
redis.call('HSET', KEYS[1], 'own', tonumber(counts[1] or 0) + weight, 'foreign', foreign, 'whole', whole)
redis.call('EXPIRE', KEYS[1], 420)
