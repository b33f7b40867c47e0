--[[
  May a process open a socket? After two failures in a row of all processes only one does, now and then, for all; where it does not any
  more, another one takes its place. A time that the exchange has told us to wait holds for all.

  KEYS[1] trouble hash: failures in a row, who tries, triedAt (Redis clock, ms), until (ms): nobody may before
  ARGV[1] who asks   [2] time between two tries of the one (ms)
  Returns { 1, 0 } when it may, else { 0, ms until it is worth asking again }.
]]
-- include: trouble
local MOST_FAILURES = 2

local key, me, every, now = KEYS[1], ARGV[1], tonumber(ARGV[2]), clock()
local trouble = readTrouble(key, now)
if trouble.ends > now then return { 0, trouble.ends - now } end
if trouble.failures < MOST_FAILURES then return { 1, 0 } end
local since = now - trouble.triedAt
if trouble.who == me then
  if since < every then return { 0, every - since } end
elseif since < 2.5 * every then
  return { 0, math.floor(every / 2) }
end
redis.call('HSET', key, 'who', me, 'triedAt', digits(now))
return { 1, 0 }
