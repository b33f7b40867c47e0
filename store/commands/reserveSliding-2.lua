--[[
  Reserves request weight in a sliding window, unless the egress is paused or the window is spent.

  The counter holds weights by when they are free again: "live:<ms>", "fill:<ms>" (what only takes what live polls leave), "caller-<who>:<ms>"
  (what a caller has asked for) and "foreign:<ms>" (correctSliding-1.lua); "since" (ms), when it was begun; and "sure:<index>", what is surely
  foreign, for the plan. Times are those of the exchange's clock. What is free is kept for as long as an answer may speak of it.

  What is not a number grants nothing: a damaged counter until it expires.

  KEYS[1] counter   KEYS[2] pause
  ARGV[1] weight   [2] live | fill | caller-<who>   [3] allowance for a window   [4] what of it fill may have   [5] now, ms: free by then is
       free for sure   [6] when this weight is free, ms   [7] 1: a pause that waits for a ping lets it pass   [8] seconds for which the
       counter is kept   [9] what callers may have in all
  Returns { status, used after, used after, text }: reserve-4.lua. Of what is not granted to a caller, text is "<what is spent> <ms>": from then
    on it would be, if nothing else were sent.
]]
-- include: values, keys, sliding, pause, callers
local weight, allowance, fillAllowance, ceiling = whole(ARGV[1]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[9])
if not weight then return { -2, 0, 0, 'weight ' .. ARGV[1] } end
if not (allowance and allowance <= 1000000) then return { -2, 0, 0, 'allowance ' .. ARGV[3] } end
if not (fillAllowance and fillAllowance <= 1000000) then return { -2, 0, 0, 'allowance ' .. ARGV[4] } end
if not (ceiling and ceiling <= 1000000) then return { -2, 0, 0, 'allowance ' .. ARGV[9] } end
local pause = pauseFor(KEYS[2], ARGV[7] == '1')
if pause then return { -1, 0, 0, pause } end

local now, freeAt = tonumber(ARGV[5]), tonumber(ARGV[6])
local known = readSliding(KEYS[1], now)
if not known then
  if redis.pcall('PTTL', KEYS[1]) == -1 then redis.call('EXPIRE', KEYS[1], ARGV[8]) end
  return { -2, 0, 0, KEYS[1] }
end
for _, entry in ipairs(known.weights) do
  if entry.freeAt <= now - UNSETTLED_MS then
    redis.call('HDEL', KEYS[1], entry.field)
  elseif entry.freeAt > freeAt + APART_MS then
    redis.call('HDEL', KEYS[1], entry.field)
    addSliding(KEYS[1], entry.name, freeAt, entry.weight)
  end
end

local caller = string.match(ARGV[2], '^caller%-(%w+)$')
local used = known.live + known.fill + known.caller + known.foreign

-- Why a caller does not get it, or nil. `inUse`, `callers`, `part`: what all, callers and this one have.
local function callerRefusal(inUse, callers, part)
  if not (inUse + weight <= allowance) then return 'window' end
  return callersRefusal(callers, part, ceiling, weight)
end

-- Why a caller does not get it, and from when on it would, as text; nil where it does.
local function whyNotYet()
  local callers, part = known.caller, known.parts[caller] or 0
  local why, inUse, at = callerRefusal(used, callers, part), used, freeAt
  if not why then return nil end
  table.sort(known.weights, function(one, other) return one.freeAt < other.freeAt end)
  for _, entry in ipairs(known.weights) do
    if entry.freeAt > now then
      inUse = inUse - entry.weight
      if entry.who then callers = callers - entry.weight end
      if entry.who == caller then part = part - entry.weight end
      if not callerRefusal(inUse, callers, part) then
        at = math.min(at, entry.freeAt)
        break
      end
    end
  end
  return why .. ' ' .. digits(at)
end

if caller then
  local why = whyNotYet()
  if why then return { 0, used, used, why } end
else
  if not (used + weight <= allowance) then return { 0, used, used, '' } end
  if ARGV[2] == 'fill' and not (known.fill + weight <= fillAllowance) then return { 0, used, used, '' } end
end
if known.isNew then redis.call('HSET', KEYS[1], 'since', digits(now)) end
addSliding(KEYS[1], ARGV[2], freeAt, weight)
redis.call('EXPIRE', KEYS[1], ARGV[8])
return { 1, used + weight, used + weight, '' }
