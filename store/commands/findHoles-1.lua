--[[
  Looks for holes among the next rows of a series, oldest first. One atomic look: what is trimmed or added between two calls cannot
  make a hole, since only rows of one call are compared. A damaged row is removed: the hole that it leaves will be filled.

  KEYS[1] series
  ARGV[1] lowest score, or "-inf"   [2] step: neighbours further apart have a hole between them   [3] most rows

  Returns { rows looked at, score to go on from (0: none), after, before, after, before … }; each hole lies between the scores `after`
  and `before`, both of them stored.
]]
-- include: keys, rows
local rows = mend('ZRANGEBYSCORE', KEYS[1], ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[3])
local step, last, reply = tonumber(ARGV[2]), nil, { #rows / 2, 0 }
for i = 2, #rows, 2 do
  local score = tonumber(rows[i])
  if rowOf(rows[i - 1], score) then
    if last and score - last > step then
      reply[#reply + 1] = last
      reply[#reply + 1] = score
    end
    last = score
  else
    redis.call('ZREM', KEYS[1], rows[i - 1])
  end
end
-- Where nothing of this look can be compared with what follows, it goes on behind it.
if last and last > (tonumber(ARGV[1]) or -1) then reply[2] = last else reply[2] = tonumber(rows[#rows]) or 0 end
return reply
