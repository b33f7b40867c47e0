-- include: values
-- Whether what is written is newer than what is stored, and as of when the key then is (docs/decisions/0013-order-and-confirmation.md).
-- `known`: readMeta (meta.lua); `asOf`: of the write; times in ms of the exchange's clock.

local MINUTE = 60000

-- A stored time, or 0. One that is a minute or more ahead of this write came from a wrong clock: it counts as 0,
-- and shuts out no later write.
local function timely(time, asOf)
  return time and time - asOf < MINUTE and time or 0
end

-- As of when the key is once the write is stored.
local function newestAsOf(known, asOf)
  return math.max(timely(known.asOf, asOf), asOf)
end

-- Whether a write with a higher asOf was stored before.
local function isOlderThanStored(known, asOf)
  return newestAsOf(known, asOf) > asOf
end

-- Since when older states are refused; nil: none was since the last success. A higher asOf is that of a success that did not say so: a
-- process of a version without this field has stored one.
local function refusedSince(known, asOf)
  local since = timely(known.refusedAt, asOf)
  return since > 0 and since >= timely(known.asOf, asOf) and since or nil
end

-- Whether older states have been refused for a minute: that is no lagging replica, the exchange has begun a new sequence.
local function hasBegunAnew(known, asOf)
  local since = refusedSince(known, asOf)
  return since ~= nil and asOf - since >= MINUTE
end

-- Whether the exchange's own sequence says that the stored value is newer.
local function isBehind(known, order, asOf)
  return order and known.order and order < known.order and not hasBegunAnew(known, asOf)
end

-- Notes in the meta that an older state was refused: nothing confirms the key until a write succeeds.
local function noteRefusal(meta, known, asOf)
  if refusedSince(known, asOf) then return end
  redis.call('HSET', meta, 'refusedAt', digits(newestAsOf(known, asOf)))
end

-- A write has succeeded.
local function endRefusal(meta, known)
  if known.isRefused then redis.call('HDEL', meta, 'refusedAt') end
end
