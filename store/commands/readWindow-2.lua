--[[
  Reads the rows of a series between two scores, with its meta: one atomic round trip. Rows beyond retention are not there.

  KEYS[1] series   KEYS[2] its meta hash
  ARGV[1] lowest score, or "-inf"   [2] highest score, or "+inf"   [3] most rows   [4] "newest" or "oldest": which ones where there are more

  Returns { { row … }, oldest first; score of the oldest and of the newest row of the whole series, "" where there is none;
    asOf, changedAt, version, source, kind }; meta fields are nil where nothing is stored.
]]
-- include: values, meta, shown
local data, lowest, most = KEYS[1], ARGV[1], ARGV[3]
local meta = givenMeta(KEYS[2], 'kind', 'retention')
local stored = redis.call('ZCARD', data)
local shown = shownRows(stored, whole(table.remove(meta)))
local ends = { '', '' }
local rows = {}
if shown > 0 then
  ends[1] = redis.call('ZREVRANGE', data, shown - 1, shown - 1, 'WITHSCORES')[2]
  ends[2] = redis.call('ZREVRANGE', data, 0, 0, 'WITHSCORES')[2]
  if lowest == '-inf' or tonumber(lowest) < tonumber(ends[1]) then lowest = ends[1] end
  if ARGV[4] == 'newest' and (ARGV[2] == '+inf' or tonumber(ARGV[2]) >= tonumber(ends[2])) and lowest == ends[1] then
    rows = redis.call('ZRANGE', data, -math.min(shown, tonumber(most)), -1)
  elseif ARGV[4] == 'oldest' then
    rows = redis.call('ZRANGEBYSCORE', data, lowest, ARGV[2], 'LIMIT', 0, most)
  else
    local newestFirst = redis.call('ZREVRANGEBYSCORE', data, ARGV[2], lowest, 'LIMIT', 0, most)
    local count = #newestFirst
    for i = 1, count do rows[i] = newestFirst[count + 1 - i] end
  end
end
return { rows, ends[1], ends[2], unpack(meta) }
