--[[
  Stores the newest value of a pair. One call: fence and order checks, value, meta, announcement.

  KEYS[1] value (string)   KEYS[2] its meta hash
  ARGV[1] channel   [2] fence of the writer   [3] asOf (ms)   [4] source   [5] value (JSON)
  ARGV[6] order: the exchange's own sequence, as a book has, or "" where it has none

  Returns { status, version, changed }
    status 0 stored · -1 lower fence · -2 lower asOf · -3 lower order. Nothing is written unless 0.
]]
-- include: keys, fence, order, meta, announce
local data, meta = KEYS[1], KEYS[2]
local asOf, order = tonumber(ARGV[3]), tonumber(ARGV[6])
local known = readMeta(meta)
if isFenced(known.fence, ARGV[2]) then return { -1, 0, 0 } end
if isLate(known, asOf) then return { -2, 0, 0 } end
if isBehind(known, order, asOf) then return { -3, 0, 0 } end

local isChanged = not known.isVersioned or look('GET', data) ~= ARGV[5]
if isChanged then redis.call('SET', data, ARGV[5]) end
local version = writeMeta(meta, known, isChanged, asOf, 'fence', ARGV[2], 'asOf', ARGV[3], 'source', ARGV[4])
if order then redis.call('HSET', meta, 'order', ARGV[6]) end
announce(ARGV[1], data, version, asOf)
return { 0, version, isChanged and 1 or 0 }
