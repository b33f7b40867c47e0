-- include: values, keys, weight

-- No request is under way for longer, ms.
local UNSETTLED_MS = 6000

-- No weight is freed so much later than the newest one, ms: its process had a wrong clock.
local APART_MS = 20000

--[[
  The weights of a sliding window's counter (reserveSliding-2.lua) that are not free at `now`, ms: a list of { field, name, who, freeAt, weight },
  each kind's sum, and by caller what it has of `caller`. Nil where the counter is damaged.
]]
local function readSliding(key, now)
  local fields = look('HGETALL', key)
  if not fields then return nil end
  local found = { weights = {}, live = 0, fill = 0, caller = 0, foreign = 0, parts = {}, isNew = #fields == 0 }
  for at = 1, #fields, 2 do
    local name, text = string.match(fields[at], '^(%a[%w%-]*):(%d+)$')
    local who = name and string.match(name, '^caller%-(%w+)$')
    local kind = who and 'caller' or name
    if who or kind == 'live' or kind == 'fill' or kind == 'foreign' then
      local freeAt, weight = whole(text), weightOf(fields[at + 1])
      if not freeAt or not weight then return nil end
      table.insert(found.weights, { field = fields[at], name = name, kind = kind, who = who, freeAt = freeAt, weight = weight })
      if freeAt > now then
        found[kind] = found[kind] + weight
        if who then found.parts[who] = (found.parts[who] or 0) + weight end
      end
    end
  end
  return found
end

-- Adds weight that is free again at `freeAt`. `name`: live | fill | foreign | caller-<who>
local function addSliding(key, name, freeAt, weight)
  local field = name .. ':' .. digits(tonumber(freeAt))
  redis.call('HSET', key, field, digits((weightOf(look('HGET', key, field)) or 0) + weight))
end
