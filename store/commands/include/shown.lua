-- What readers are shown of a series that may hold more rows than its retention (writeSeries-n.lua): the newest ones.

-- How many rows that are. `retention`: as the meta names it, or nil.
local function shownRows(stored, retention)
  return math.min(stored, retention or stored)
end

-- Score of the oldest one, or "-inf" where nothing is held back.
local function lowestShown(data, shown, stored)
  return shown < stored and redis.call('ZREVRANGE', data, shown - 1, shown - 1, 'WITHSCORES')[2] or '-inf'
end
