--[[
  Pauses an egress. A pause that stands is never shortened, and one that the exchange has set a time for never gives way to one that
  only waits for a ping. One that is damaged counts as one with a time: nobody knows whose ban it was.

  KEYS[1] pause
  ARGV[1] pause (JSON with "until", ms, and "awaitsPing")   [2] its length (ms)
  Returns 1 when it now stands, 0 when the other one does.
]]
-- include: values, keys
local standing, new = look('GET', KEYS[1]), cjson.decode(ARGV[1])
if standing ~= false then
  local old = decode(standing) or {}
  local oldWaits, newWaits = old.awaitsPing == true, new.awaitsPing == true
  if newWaits and not oldWaits then return 0 end
  local ends, isLonger = tonumber(old['until']), false
  -- The year 2200.
  if ends and ends < 7258118400000 then
    isLonger = ends >= new['until']
  else
    isLonger = redis.call('PTTL', KEYS[1]) >= tonumber(ARGV[2])
  end
  if newWaits == oldWaits and isLonger then return 0 end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
