-- Whether a write comes after a newer one. `known`: readMeta (meta.lua); `asOf` in ms.

-- No reply is a minute late: an asOf so far ahead was a wrong clock, and must not shut out every later write.
local function isLate(known, asOf)
  local ahead = known.asOf and known.asOf - asOf or 0
  return ahead > 0 and ahead < 60000
end

-- By the exchange's own sequence. One that stays lower for a minute is no lagging replica: the exchange has begun a new one.
local function isBehind(known, order, asOf)
  return order and known.order and known.asOf and known.order > order and asOf - known.asOf < 60000
end
