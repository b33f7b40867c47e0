--[[
  A lease with a fencing number, by the Redis clock.

  KEYS[1] lease hash: holder, until (ms), fence
  ARGV[1] "take" | "renew" | "release"   [2] holder   [3] TTL (ms)   [4] take only: a dead holder whose lease may be taken at once, or ""

  Returns { fence, holder, left }: fence > 0 when the lease is ours, else 0 with its present holder ("" when free) and ms left.
  A fence only rises: it starts at the clock, so that a wiped Redis never hands out an old number again.
]]
local key, op, me = KEYS[1], ARGV[1], ARGV[2]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local lease = redis.call('HMGET', key, 'holder', 'until', 'fence')
local holder, left, fence = lease[1] or '', tonumber(lease[2] or 0) - now, tonumber(lease[3] or 0)
local ttl = tonumber(ARGV[3])
-- The clock went back: a lease never lasts longer than its TTL.
if left > ttl then left = 0 end

if op == 'release' then
  if holder == me then redis.call('HSET', key, 'until', 0, 'holder', '') end
  return { 0, '', 0 }
end
if op == 'renew' then
  if holder ~= me then return { 0, holder, left } end
elseif holder ~= me and holder ~= '' and holder ~= ARGV[4] and left > 0 then
  return { 0, holder, left }
else
  fence = math.max(fence + 1, now)
end
redis.call('HSET', key, 'holder', me, 'until', string.format('%.0f', now + ttl), 'fence', string.format('%.0f', fence))
return { fence, me, ttl }
