--[[
  Stands before every command. What Redis holds may be damaged, by hand or by another program: it must not stop what comes after it.
]]

-- A whole number as we store it, or nil where the text is none: what is not a number never counts, compares or grants.
local function whole(text)
  if type(text) ~= 'string' or not string.find(text, '^%d+$') then return nil end
  local number = tonumber(text)
  return number <= 9007199254740991 and number or nil
end

-- A stored object or array, or nil where the text is neither.
local function decode(text)
  local isJson, value = pcall(cjson.decode, text)
  return isJson and type(value) == 'table' and value or nil
end

-- A row of a series, or nil where the member is none.
local function rowOf(member, score)
  local row = decode(member)
  return row and row[1] == tonumber(score) and row or nil
end

-- The reply of a command on a key, or nil where the key holds another type.
local function look(command, key, ...)
  local reply = redis.pcall(command, key, ...)
  if type(reply) ~= 'table' or not reply.err then return reply end
  if string.find(reply.err, 'WRONGTYPE', 1, true) then return nil end
  return redis.call(command, key, ...)
end

-- The same for a key that is written next: one of another type holds nothing of ours. It is removed, and made anew.
local function mend(command, key, ...)
  local reply = look(command, key, ...)
  if reply ~= nil then return reply end
  redis.call('DEL', key)
  return redis.call(command, key, ...)
end

-- Whether a writer with a higher fence has written. Fences start at the Redis clock: one from days ahead is damaged, and would stay for good.
local function isFenced(stored, fence)
  local known = whole(stored)
  return known ~= nil and known > tonumber(fence) and known < redis.call('TIME')[1] * 1000 + 86400000
end

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
