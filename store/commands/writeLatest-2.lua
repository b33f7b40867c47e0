--[[
  Stores the newest value of a pair. One call: fence and order checks, value, meta, announcement.

  KEYS[1] value (string)   KEYS[2] its meta hash
  ARGV[1] channel   [2] fence of the writer   [3] asOf (ms)   [4] source   [5] value (JSON)
  ARGV[6] order: the exchange's own sequence, as a book has, or "" where it has none
  ARGV[7] "1": the exchange has just sent this value. Else a write of what is stored says only that nothing newer has come

  Returns { status, version, changed }
    status 0 stored · -1 lower fence · -2 lower asOf, where there is no order · -3 lower order.
    Nothing is written unless 0, but that a lower order was refused.
]]
-- include: keys, fence, order, meta, announce
local data, meta = KEYS[1], KEYS[2]
local asOf, order = tonumber(ARGV[3]), tonumber(ARGV[6])
local known = readMeta(meta)
if isFenced(known.fence, ARGV[2]) then return { -1, 0, 0 } end

if isBehind(known, order, asOf) then
  noteRefusal(meta, known, asOf)
  return { -3, 0, 0 }
end
local late = isOlderThanStored(known, asOf)
if late and not (order and known.order) then return { -2, 0, 0 } end

local old, isSameOrder = look('GET', data), order and order == known.order
-- Of two values of one order that differ the one that was asked for later stays.
local isKept = isSameOrder and late and old
local isConfirmation = isSameOrder and old == ARGV[5] and ARGV[7] ~= '1'
local isUnconfirmed = isConfirmation and refusedSince(known, asOf)
local isInStepAgain = known.isOutOfStep and not isUnconfirmed
local isChanged = not known.isVersioned or isInStepAgain or old ~= ARGV[5] and not isKept
if isChanged and not isKept then redis.call('SET', data, ARGV[5]) end

local newest = newestAsOf(known, asOf)
if isUnconfirmed then
  newest = known.asOf or asOf
else
  endRefusal(meta, known)
end
if isInStepAgain then redis.call('HDEL', meta, 'outOfStep') end
local version = writeMeta(meta, known, isChanged, newest, 'fence', ARGV[2], 'asOf', digits(newest), 'source', ARGV[4])
-- The order is that of the stored value: what has none is not compared with it by that of the value before.
if order then
  redis.call('HSET', meta, 'order', ARGV[6])
elseif known.order then
  redis.call('HDEL', meta, 'order')
end
announce(ARGV[1], data, version, newest)
return { 0, version, isChanged and 1 or 0 }
