--[[
  Stores newest values. Of each: fence and order checks, value, meta, announcement.

  KEYS: of each entry its value (string), then that one's meta hash
  ARGV[1] channel
  ARGV[2..] of each entry
    [1] fence of the writer   [2] asOf (ms)   [3] source   [4] value (JSON)
    [5] order: the exchange's own sequence, as a book has, or "" where it has none
    [6] "1": the exchange has just sent this value. Else a write of what is stored says only that nothing newer has come

  Returns for each entry { status, version, changed }
    status 0 stored · -1 lower fence · -2 lower asOf, where there is no order · -3 lower order.
    Nothing is written unless 0, but that a lower order was refused.
]]
-- include: keys, fence, order, meta, announce
local FIELDS = 6
local channel = ARGV[1]

local function store(data, meta, fence, asOfText, source, value, orderText, isReceived)
  local asOf, order = tonumber(asOfText), tonumber(orderText)
  local known = readMeta(meta)
  if isFenced(known.fence, fence) then return { -1, 0, 0 } end

  if isBehind(known, order, asOf) then
    noteRefusal(meta, known, asOf)
    return { -3, 0, 0 }
  end
  local late = isOlderThanStored(known, asOf)
  if late and not (order and known.order) then return { -2, 0, 0 } end

  local old, isSameOrder = look('GET', data), order and order == known.order
  -- Of two values of one order that differ the one that was asked for later stays.
  local isKept = isSameOrder and late and old
  local isConfirmation = isSameOrder and old == value and not isReceived
  local isUnconfirmed = isConfirmation and refusedSince(known, asOf)
  local isInStepAgain = known.isOutOfStep and not isUnconfirmed
  local isChanged = not known.isVersioned or isInStepAgain or old ~= value and not isKept
  if isChanged and not isKept then redis.call('SET', data, value) end

  local newest = newestAsOf(known, asOf)
  if isUnconfirmed then
    newest = known.asOf or asOf
  else
    endRefusal(meta, known)
  end
  if isInStepAgain then redis.call('HDEL', meta, 'outOfStep') end
  -- The order is that of the stored value: what has none is not compared with it by that of the value before.
  local version
  if order then
    version = writeMeta(meta, known, isChanged, newest, 'fence', fence, 'asOf', digits(newest), 'source', source, 'order', orderText)
  else
    version = writeMeta(meta, known, isChanged, newest, 'fence', fence, 'asOf', digits(newest), 'source', source)
    if known.order then redis.call('HDEL', meta, 'order') end
  end
  announce(channel, data, version, newest)
  return { 0, version, isChanged and 1 or 0 }
end

local replies = {}
for i = 1, #KEYS / 2 do
  local at = 2 + (i - 1) * FIELDS
  local fence, asOf, source, value, order, isReceived = unpack(ARGV, at, at + FIELDS - 1)
  replies[i] = store(KEYS[2 * i - 1], KEYS[2 * i], fence, asOf, source, value, order, isReceived == '1')
end
return replies
