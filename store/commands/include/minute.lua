-- include: values, keys

-- A weight; no minute of an exchange has more.
local function weightOf(text)
  local weight = text and whole(text) or (not text and 0)
  return weight and weight <= 1000000 and weight or nil
end

-- The counter of a minute (reserve-4.lua), or nil where it is damaged.
local function readMinute(key)
  local counts = look('HMGET', key, 'own', 'foreign', 'sure', 'whole')
  if not counts then return nil end
  local own, foreign, sure = weightOf(counts[1]), weightOf(counts[2]), weightOf(counts[3])
  if not own or not foreign then return nil end
  local isNew = not (counts[1] or counts[4])
  return { own = own, foreign = foreign, sure = math.min(sure or 0, foreign), whole = counts[4], isNew = isNew }
end

-- Keeps a counter for as long as anybody asks for it.
local function keepMinute(key)
  redis.call('EXPIRE', key, 420)
end
