--[[
  Reserves request weight in a sliding window, unless the egress is paused or the window is spent.

  The counter holds weights by when they are free again: "live:<ms>", "fill:<ms>" (what only takes what live polls leave) and "foreign:<ms>"
  (correctSliding-1.lua); "since" (ms), when it was begun; and "sure:<index>", what is surely foreign, for the plan. Times are those of the
  exchange's clock. What is free is kept for as long as an answer may speak of it.

  What is not a number grants nothing: a damaged counter until it expires.

  KEYS[1] counter   KEYS[2] pause
  ARGV[1] weight   [2] live | fill   [3] allowance for a window   [4] what of it fill may have   [5] now, ms: free by then is free for sure
       [6] when this weight is free, ms   [7] 1: a pause that waits for a ping lets it pass   [8] seconds for which the counter is kept
  Returns { status, used after, used after, text }: reserve-4.lua
]]
-- include: values, keys, sliding, pause
local weight, allowance, fillAllowance = whole(ARGV[1]), tonumber(ARGV[3]), tonumber(ARGV[4])
if not weight then return { -2, 0, 0, 'weight ' .. ARGV[1] } end
if not (allowance and allowance <= 1000000) then return { -2, 0, 0, 'allowance ' .. ARGV[3] } end
if not (fillAllowance and fillAllowance <= 1000000) then return { -2, 0, 0, 'allowance ' .. ARGV[4] } end
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
    addSliding(KEYS[1], entry.kind, freeAt, entry.weight)
  end
end

local used = known.live + known.fill + known.foreign
if not (used + weight <= allowance) then return { 0, used, used, '' } end
if ARGV[2] == 'fill' and not (known.fill + weight <= fillAllowance) then return { 0, used, used, '' } end
if known.isNew then redis.call('HSET', KEYS[1], 'since', digits(now)) end
addSliding(KEYS[1], ARGV[2], freeAt, weight)
redis.call('EXPIRE', KEYS[1], ARGV[8])
return { 1, used + weight, used + weight, '' }
