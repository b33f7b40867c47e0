--[[
  Reads a page of a series, newest first, with its meta: one atomic round trip.

  KEYS[1] series   KEYS[2] its meta hash
  ARGV[1] before: only rows with a score strictly below it, or ""   [2] offset (rows; only without before)   [3] count

  Returns { total, { member … }, asOf, changedAt, version, source, kind }; meta fields are nil where nothing is stored.
]]
-- include: meta
local data = KEYS[1]
local total = redis.call('ZCARD', data)
local rows
if ARGV[1] == '' then
  local offset = tonumber(ARGV[2])
  rows = redis.call('ZREVRANGE', data, offset, offset + tonumber(ARGV[3]) - 1)
else
  rows = redis.call('ZREVRANGEBYSCORE', data, '(' .. ARGV[1], '-inf', 'LIMIT', 0, ARGV[3])
end
return { total, rows, unpack(givenMeta(KEYS[2], 'kind')) }
