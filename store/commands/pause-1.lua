--[[
  Pauses an egress. A pause that stands is never shortened, and one that the exchange has set a time for never gives way to one that
  only waits for a ping.

  KEYS[1] pause
  ARGV[1] pause (JSON with "until", ms, and "awaitsPing")   [2] its length (ms)
  Returns 1 when it now stands, 0 when the other one does.
]]
local standing = redis.call('GET', KEYS[1])
if standing then
  local old, new = cjson.decode(standing), cjson.decode(ARGV[1])
  local oldWaits, newWaits = old['awaitsPing'] == true, new['awaitsPing'] == true
  if newWaits and not oldWaits then return 0 end
  if newWaits == oldWaits and old['until'] >= new['until'] then return 0 end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
