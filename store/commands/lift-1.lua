--[[
  Ends a pause that waits for the exchange to answer a ping. One that the exchange has set a time for stays, and one that is damaged.

  KEYS[1] pause
  Returns 1 when it was lifted.
]]
-- include: values, keys
if (decode(look('GET', KEYS[1])) or {}).awaitsPing ~= true then return 0 end
redis.call('DEL', KEYS[1])
return 1
