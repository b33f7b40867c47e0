--[[
  Makes a whole exchangeInfo, whose parts are stored, the one that is read. One that was asked for later stays.

  KEYS[1] meta hash
  ARGV[1] asOf (ms)   [2] seconds that it is kept
  ARGV[3..] the other fields: name, value, name, value …

  Returns { 1, asOf of the one before, or "" }, or { 0, "" } where a later one stands.
]]
-- include: values, keys, order
local meta, asOf = KEYS[1], tonumber(ARGV[1])
local before = whole(mend('HGET', meta, 'asOf'))
if isOlderThanStored({ asOf = before }, asOf) then return { 0, '' } end
redis.call('DEL', meta)
redis.call('HSET', meta, 'asOf', ARGV[1], unpack(ARGV, 3))
redis.call('EXPIRE', meta, ARGV[2])
return { 1, before and digits(before) or '' }
