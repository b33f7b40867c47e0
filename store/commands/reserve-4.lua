--[[
  Reserves request weight in a fixed window of the exchange's clock, unless the egress is paused or the window is spent. A request that the
  exchange may count in the next window is charged to both, so that it neither looks like somebody else's there nor breaks the limit.

  A window's counter holds what we have spent ("own"), what of that callers have ("callers", and "caller:<who>" each of them), what the
  exchange says beyond it ("foreign"), how much of that can only be somebody else's ("sure", correct-1.lua), and whether it was counted from
  its beginning ("whole": 1 | 0). A new counter is whole if the one before it exists: Redis was not emptied in between.

  What is not a number grants nothing: a damaged counter until its window is over; what callers have spent, if that alone is damaged, stops
  them and what leaves them something. A damaged pause stands until it expires.

  KEYS[1] counter of the window   KEYS[2] of the window before   KEYS[3] of the window after   KEYS[4] pause
  ARGV[1] weight   [2] allowance for a window   [3] 1: may be counted in the window after   [4] 1: a pause that waits for a ping lets it pass
       [5] seconds for which a counter is kept   [6] live | fill (leaves callers what they may have) | caller   [7] what callers may have of
       the window in all   [8] allowance for the window after   [9] what callers may have of that   [10] which caller; '' where it is for none
  Returns { status, used after, used after but for what is not sure, text }
    status 1 granted · 0 the window is spent, for callers text is what else: callers | caller · -1 paused, text is the pause · -2 damaged,
    text says what
]]
-- include: values, keys, window, pause, callers
local weight, kind, caller = whole(ARGV[1]), ARGV[6], ARGV[10]
if not weight then return { -2, 0, 0, 'weight ' .. ARGV[1] } end
for _, at in ipairs({ 2, 7, 8, 9 }) do
  local allowance = tonumber(ARGV[at])
  if not (allowance and allowance <= 1000000) then return { -2, 0, 0, 'allowance ' .. ARGV[at] } end
end
local pause = pauseFor(KEYS[4], ARGV[4] == '1')
if pause then return { -1, 0, 0, pause } end

-- Why the weight is not granted in this window, or nil; and whether its counter is damaged.
local function refusal(key, window, allowance, ceiling)
  if not window then return '', true end
  local left = allowance - window.own - window.foreign
  if kind == 'live' then return not (weight <= left) and '' or nil end
  if not window.callers then return '', true end
  if kind == 'fill' then return not (weight + math.max(0, ceiling - window.callers) <= left) and '' or nil end
  local part = weightOf(look('HGET', key, 'caller:' .. caller))
  if not part then return '', true end
  if not (weight <= left) then return '' end
  return callersRefusal(window.callers, part, ceiling, weight)
end

local this = readWindow(KEYS[1])
local why, isDamaged = refusal(KEYS[1], this, tonumber(ARGV[2]), tonumber(ARGV[7]))
if isDamaged then return { -2, 0, 0, KEYS[1] } end
local used = this.own + this.foreign
if why then return { 0, used, 0, why } end
local after = ARGV[3] == '1' and readWindow(KEYS[3])
if ARGV[3] == '1' then
  why, isDamaged = refusal(KEYS[3], after, tonumber(ARGV[8]), tonumber(ARGV[9]))
  if isDamaged then return { -2, 0, 0, KEYS[3] } end
  if why then return { 0, used, 0, why } end
end

local function charge(key, window, isWhole)
  if window.isNew then redis.call('HSET', key, 'whole', isWhole and 1 or 0) end
  redis.call('HSET', key, 'own', window.own + weight)
  chargeCaller(key, window, caller, weight)
  redis.call('EXPIRE', key, ARGV[5])
end

local isKnown = not this.isNew or look('HGET', KEYS[2], 'own')
charge(KEYS[1], this, isKnown)
if after then charge(KEYS[3], after, isKnown) end
return { 1, used + weight, this.own + this.sure + weight, '' }
