--[[
  Reads a latest value with its meta: one atomic round trip.

  KEYS[1] value   KEYS[2] its meta hash
  Returns { value, asOf, changedAt, version, source, outOfStep }; each nil where nothing is stored.
]]
-- include: meta
return { redis.call('GET', KEYS[1]), unpack(givenMeta(KEYS[2], 'outOfStep')) }
