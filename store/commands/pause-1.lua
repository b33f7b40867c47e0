--[[
  Pauses an egress. A pause that stands is never shortened.

  KEYS[1] pause
  ARGV[1] pause (JSON with "until", ms)   [2] its length (ms)
  Returns 1 when it now stands, 0 when a longer one does.
]]
local standing = redis.call('GET', KEYS[1])
if standing and cjson.decode(standing)['until'] >= cjson.decode(ARGV[1])['until'] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
