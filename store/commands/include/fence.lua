-- include: values

-- The Redis clock, ms.
local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- Fences start at the Redis clock: one from days ahead is damaged, and would stay for good.
local function isFromAhead(fence)
  return fence > clock() + 86400000
end

-- A stored fence, or nil.
local function fenceOf(text)
  local fence = whole(text)
  return fence and not isFromAhead(fence) and fence or nil
end

-- Whether a writer with a higher fence has written.
local function isFenced(stored, fence)
  local known = whole(stored)
  return known ~= nil and known > tonumber(fence) and not isFromAhead(known)
end
