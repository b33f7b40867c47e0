--[[
  Reads a page of a series, newest first, with its meta: one atomic round trip. Of a series that holds more rows than its retention
  (writeSeries-n.lua), those beyond it are not there.

  KEYS[1] series   KEYS[2] its meta hash
  ARGV[1] before: only rows with a score strictly below it, or ""   [2] offset (rows; only without before)   [3] count

  Returns { total, { member … }, asOf, changedAt, version, source, kind }; meta fields are nil where nothing is stored.
]]
-- include: values, meta, shown
local data, offset, count = KEYS[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local meta = givenMeta(KEYS[2], 'kind', 'retention')
local stored = redis.call('ZCARD', data)
local total = shownRows(stored, whole(table.remove(meta)))
local rows = {}
if ARGV[1] == '' then
  if offset < total then rows = redis.call('ZREVRANGE', data, offset, math.min(offset + count, total) - 1) end
else
  local last = lowestShown(data, total, stored)
  rows = redis.call('ZREVRANGEBYSCORE', data, '(' .. ARGV[1], last, 'LIMIT', 0, count)
end
return { total, rows, unpack(meta) }
