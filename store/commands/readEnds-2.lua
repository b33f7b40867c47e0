--[[
  Reads what is to be known of a series beside its rows, in one atomic round trip.

  KEYS[1] series   KEYS[2] its meta hash

  Returns { score of the oldest and of the newest row that readers are shown, "" where there is none; asOf, changedAt, version, source, kind };
    meta fields are nil where nothing is stored.
]]
-- include: values, meta, shown
local data = KEYS[1]
local meta = givenMeta(KEYS[2], 'kind', 'retention')
local shown = shownRows(redis.call('ZCARD', data), whole(table.remove(meta)))
local ends = { '', '' }
if shown > 0 then
  ends[1] = redis.call('ZREVRANGE', data, shown - 1, shown - 1, 'WITHSCORES')[2]
  ends[2] = redis.call('ZREVRANGE', data, 0, 0, 'WITHSCORES')[2]
end
return { ends[1], ends[2], unpack(meta) }
