-- include: values, keys, weight

-- The counter of a fixed window (reserve-4.lua), or nil where it is damaged.
local function readWindow(key)
  local counts = look('HMGET', key, 'own', 'foreign', 'sure', 'whole')
  if not counts then return nil end
  local own, foreign, sure = weightOf(counts[1]), weightOf(counts[2]), weightOf(counts[3])
  if not own or not foreign then return nil end
  local isNew = not (counts[1] or counts[4])
  return { own = own, foreign = foreign, sure = math.min(sure or 0, foreign), whole = counts[4], isNew = isNew }
end
