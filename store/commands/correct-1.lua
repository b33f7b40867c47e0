--[[
  Notes what the exchange has counted in a fixed window beyond what we have spent: somebody else on the same address. What of ours is still
  under way is in "own" already, so that it is never taken for somebody else's.

  It is sure only where nothing of "own" can have been lost: the connection of the process that says so has stood since before the window
  began. A Redis that was killed, or gave way to its replica, has broken all connections, whatever its counter then says.

  KEYS[1] counter of the window (reserve-4.lua)
  ARGV[1] used weight by the exchange's header   [2] 1: sure   [3] seconds for which a counter is kept
]]
-- include: window
local window, header = readWindow(KEYS[1]), weightOf(ARGV[1])
if not window or not header then return end
local beyond = header - window.own
if beyond > window.foreign then redis.call('HSET', KEYS[1], 'foreign', beyond) end
if ARGV[2] == '1' and beyond > window.sure then redis.call('HSET', KEYS[1], 'sure', beyond) end
-- The counter was lost since the reservation: what is beyond is our own.
if not window.whole then redis.call('HSET', KEYS[1], 'whole', 0) end
redis.call('EXPIRE', KEYS[1], ARGV[3])
