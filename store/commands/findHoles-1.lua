--[[
  Looks for holes among the next rows of a series, oldest first. One atomic look: what is trimmed or added between two calls cannot
  make a hole, since only rows of one call are compared.

  KEYS[1] series
  ARGV[1] lowest score, or "-inf"   [2] step: neighbours further apart have a hole between them   [3] most rows

  Returns { rows looked at, score of the last one (0: none), after, before, after, before … }; each hole lies between the scores
  `after` and `before`, both of them stored.
]]
local rows = redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[3])
local step, last, reply = tonumber(ARGV[2]), nil, { #rows / 2, 0 }
for i = 2, #rows, 2 do
  local score = tonumber(rows[i])
  if last and score - last > step then
    reply[#reply + 1] = last
    reply[#reply + 1] = score
  end
  last = score
end
reply[2] = last or 0
return reply
