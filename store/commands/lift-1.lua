--[[
  Ends a pause that waits for the exchange to answer a ping. One that the exchange has set a time for stays.

  KEYS[1] pause
  Returns 1 when it was lifted.
]]
local pause = redis.call('GET', KEYS[1])
if not (pause and cjson.decode(pause)['awaitsPing']) then return 0 end
redis.call('DEL', KEYS[1])
return 1
