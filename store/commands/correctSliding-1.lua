--[[
  Notes what the exchange has counted in a sliding window beyond what we have spent: somebody else on the same address. It counts for a
  window. What of ours was counted when the request was sent, or has been reserved since, is never taken for somebody else's.

  It is sure only where nothing of ours can have been lost: the counter was begun early enough, and so was the connection of the process
  that says so (correct-1.lua).

  KEYS[1] counter (reserveSliding-2.lua)
  ARGV[1] used weight as the exchange says it   [2] when the request was sent, ms: free by then is free for sure
       [3] when foreign weight is free, ms   [4] a counter that was begun by then is sure, ms; 0: none is
       [5] index of the window for the plan   [6] so many of them are kept   [7] seconds for which the counter is kept
]]
-- include: values, keys, sliding
local used, known = weightOf(ARGV[1]), readSliding(KEYS[1], tonumber(ARGV[2]))
if not used or not known then return end
local beyond = used - known.live - known.fill - known.caller
if beyond > known.foreign then addSliding(KEYS[1], 'foreign', ARGV[3], beyond - known.foreign) end
local since, index = whole(look('HGET', KEYS[1], 'since')), tonumber(ARGV[5])
if not since then
  -- The counter was lost since the reservation: what is beyond is our own.
  redis.call('HSET', KEYS[1], 'since', ARGV[3])
elseif since <= tonumber(ARGV[4]) and beyond > (weightOf(look('HGET', KEYS[1], 'sure:' .. ARGV[5])) or 0) then
  redis.call('HSET', KEYS[1], 'sure:' .. ARGV[5], digits(beyond))
end
for _, field in ipairs(redis.call('HGETALL', KEYS[1])) do
  local old = tonumber(string.match(field, '^sure:(%d+)$'))
  if old and (old <= index - tonumber(ARGV[6]) or old > index) then redis.call('HDEL', KEYS[1], field) end
end
redis.call('EXPIRE', KEYS[1], ARGV[7])
