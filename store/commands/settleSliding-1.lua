--[[
  A request is over: its weight, which was reserved until the latest moment that a request can take, is free a window after its end. Where
  the reservation was lost meanwhile it counts all the same.

  KEYS[1] counter (reserveSliding-2.lua)
  ARGV[1] weight   [2] live | fill | caller-<who>   [3] when it was to be free, ms   [4] when it is free, ms   [5] seconds for which the counter is kept
]]
-- include: values, keys, sliding
local weight, reserved = whole(ARGV[1]), ARGV[2] .. ':' .. ARGV[3]
local stored = look('HGET', KEYS[1], reserved)
local known = stored ~= nil and weightOf(stored)
if not weight or not known or ARGV[3] == ARGV[4] then return end
if known > weight then
  redis.call('HSET', KEYS[1], reserved, digits(known - weight))
else
  redis.call('HDEL', KEYS[1], reserved)
end
addSliding(KEYS[1], ARGV[2], ARGV[4], weight)
redis.call('EXPIRE', KEYS[1], ARGV[5])
