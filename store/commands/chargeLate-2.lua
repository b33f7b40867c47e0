--[[
  Charges a request to a fixed window after the one it was reserved in: it has taken so long that the exchange may have counted it there.
  Where it was taken for somebody else's meanwhile, it is no longer; what the window has used never falls.

  KEYS[1] counter of the window (reserve-4.lua)   KEYS[2] of the window before
  ARGV[1] weight   [2] seconds for which a counter is kept   [3] whose request it was, of a caller's; else ''
]]
-- include: values, keys, window
local window, weight = readWindow(KEYS[1]), whole(ARGV[1])
if not window or not weight then return end
local isWhole = window.whole or (look('HGET', KEYS[2], 'own') and 1 or 0)
redis.call('HSET', KEYS[1], 'own', window.own + weight, 'foreign', math.max(0, window.foreign - weight),
  'sure', math.max(0, window.sure - weight), 'whole', isWhole)
chargeCaller(KEYS[1], window, ARGV[3], weight)
redis.call('EXPIRE', KEYS[1], ARGV[2])
