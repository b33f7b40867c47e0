--[[
  Reads the rows of a series by a time that they hold, with its meta: one atomic round trip. Scores are ids, and times never fall from one
  id to the next: so they are found by halving. Rows beyond retention are not there.

  KEYS[1] series   KEYS[2] its meta hash
  ARGV[1] place of the time in a row, counted from 1   [2] from (ms, included), or ""   [3] to (ms, included), or ""   [4] most rows: without
    `from` the newest ones, else the oldest ones

  Returns { { row … }, oldest first, with the neighbour below and the neighbour above them, where there are these; how many
    neighbours below, and above; asOf, changedAt, version, source, kind }; meta fields are nil where nothing is stored.
]]
-- include: values, meta, shown, rows
local data, place = KEYS[1], tonumber(ARGV[1])
local from, to, most = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local meta = givenMeta(KEYS[2], 'kind', 'retention')
local stored = redis.call('ZCARD', data)
local shown = shownRows(stored, whole(table.remove(meta)))
local first = stored - shown

-- The time of the row at a rank; of a damaged one the lowest there is: what lies around it then shows that times fall.
local function timeAt(rank)
  local row = decode(redis.call('ZRANGE', data, rank, rank)[1])
  return row and numberIn(row, place) or -1
end

-- The lowest rank whose time is at least `time`; the number of rows where none is.
local function rankFrom(time)
  local low, high = first, stored
  while low < high do
    local middle = math.floor((low + high) / 2)
    if timeAt(middle) < time then low = middle + 1 else high = middle end
  end
  return low
end

local low = from and rankFrom(from) or first
local high = to and rankFrom(to + 1) or stored
if from then high = math.min(high, low + most) else low = math.max(low, high - most) end
if high < low then high = low end
local below, above = low > first and 1 or 0, high < stored and 1 or 0
local rows = shown > 0 and redis.call('ZRANGE', data, low - below, high - 1 + above) or {}
return { rows, below, above, unpack(meta) }
