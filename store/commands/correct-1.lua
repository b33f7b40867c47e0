--[[
  Corrects a minute's counter upwards to what the exchange says it has counted.

  KEYS[1] counter of the minute
  ARGV[1] used weight by the exchange's header
  Returns the counter.
]]
local used = tonumber(redis.call('GET', KEYS[1]) or 0)
if tonumber(ARGV[1]) > used then
  redis.call('SET', KEYS[1], ARGV[1], 'EX', 180)
  return tonumber(ARGV[1])
end
return used
