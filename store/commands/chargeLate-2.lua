--[[
  Charges a request to the minute after the one it was reserved in: it has taken so long that the exchange may have counted it there.
  Where it was taken for somebody else's meanwhile, it is no longer; what the minute has used never falls.

  KEYS[1] counter of the minute (reserve-4.lua)   KEYS[2] of the minute before
  ARGV[1] weight
]]
-- include: values, keys, minute
local minute, weight = readMinute(KEYS[1]), whole(ARGV[1])
if not minute or not weight then return end
local isWhole = minute.whole or (look('HGET', KEYS[2], 'own') and 1 or 0)
redis.call('HSET', KEYS[1], 'own', minute.own + weight, 'foreign', math.max(0, minute.foreign - weight),
  'sure', math.max(0, minute.sure - weight), 'whole', isWhole)
keepMinute(KEYS[1])
