--[[
  Reads a latest value with its meta: one atomic round trip.

  KEYS[1] value   KEYS[2] its meta hash
  Returns { value, asOf, changedAt, version, source }; each nil where nothing is stored.
]]
local meta = redis.call('HMGET', KEYS[2], 'asOf', 'changedAt', 'version', 'source')
return { redis.call('GET', KEYS[1]), meta[1], meta[2], meta[3], meta[4] }
