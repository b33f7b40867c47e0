--[[
  Notes that a minute's counter may have lost something, since Redis was away: it counts for what may be sent, not for the plan.

  KEYS[1] counter of the minute (reserve-4.lua)
]]
redis.call('HSET', KEYS[1], 'whole', 0)
redis.call('EXPIRE', KEYS[1], 420)
