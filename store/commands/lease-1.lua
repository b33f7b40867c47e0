--[[
  A lease with a fencing number, by the Redis clock.

  KEYS[1] lease hash: holder, until (ms), fence
  ARGV[1] "take" | "renew" | "release"   [2] holder   [3] TTL (ms)   [4] take only: a dead holder whose lease may be taken at once, or ""

  Returns { fence, holder, left, damaged }: fence > 0 when the lease is ours, else 0 with its present holder ("" when free) and ms left;
    damaged 1 when what was stored was none, and counted as free.
  A fence only rises: it starts at the clock, so that a wiped Redis never hands out an old number again.
]]
-- include: values, keys, fence

-- Whether a lease keeps others out: it has not run out, and its holder is not known to be dead.
local function isInForce(holder, left, dead)
  return holder ~= '' and holder ~= dead and left > 0
end

local key, op, me = KEYS[1], ARGV[1], ARGV[2]
local now = clock()
local lease = mend('HMGET', key, 'holder', 'until', 'fence')
local ends, fence = whole(lease[2]), fenceOf(lease[3])
local isDamaged = (lease[1] or lease[2] or lease[3]) and not (ends and fence) and 1 or 0
local holder, left = isDamaged == 0 and lease[1] or '', (ends or 0) - now
fence = fence or 0
local ttl = tonumber(ARGV[3])
-- The clock went back: a lease never lasts longer than its TTL.
if left > ttl then left = 0 end

if op == 'release' then
  if holder == me then redis.call('HSET', key, 'until', 0, 'holder', '') end
  return { 0, '', 0, isDamaged }
end
if op == 'renew' then
  if holder ~= me then return { 0, holder, left, isDamaged } end
elseif holder ~= me and isInForce(holder, left, ARGV[4]) then
  return { 0, holder, left, isDamaged }
else
  fence = math.max(fence + 1, now)
end
redis.call('HSET', key, 'holder', me, 'until', digits(now + ttl), 'fence', digits(fence))
return { fence, me, ttl, isDamaged }
