-- include: values, keys, weight

-- The counter of a fixed window (reserve-4.lua), or nil where it is damaged. `callers` alone may be nil: only who goes by it need care.
local function readWindow(key)
  local counts = look('HMGET', key, 'own', 'foreign', 'sure', 'whole', 'callers')
  if not counts then return nil end
  local own, foreign, sure = weightOf(counts[1]), weightOf(counts[2]), weightOf(counts[3])
  if not own or not foreign then return nil end
  local isNew = not (counts[1] or counts[4])
  return {
    own = own,
    foreign = foreign,
    sure = math.min(sure or 0, foreign),
    whole = counts[4],
    callers = weightOf(counts[5]),
    isNew = isNew,
  }
end

-- Adds what a caller's request weighs to what callers have spent of the window, and to that caller's part.
local function chargeCaller(key, window, caller, weight)
  if caller == '' then return end
  local field = 'caller:' .. caller
  local part = weightOf(look('HGET', key, field))
  if not window.callers or not part then return end
  redis.call('HSET', key, 'callers', digits(window.callers + weight), field, digits(part + weight))
end
