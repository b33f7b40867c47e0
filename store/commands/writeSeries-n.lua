--[[
  Stores rows of series. Of each: fence and order checks, rows, retention, meta, announcement.

  KEYS: of each entry its series (sorted set), then that one's meta hash
  ARGV[1] channel   [2] number of ways in which entries are written, most of one call in the same one
  ARGV[3..] of each way
    [1] fence of the writer   [2] source   [3] retention (rows)
    [4] kind of the rows   [5] the other kinds there are, with spaces between: stored rows of one of these are cleared
    [6..8] where a member has what says how it changes, counted from 1, 0: nowhere
      [6] its state: 0 rolled up, 1 forming, 2 final. Nowhere: what is stored never changes
      [7] the last ms of its time
      [8] its order, a number or a decimal string: of two states of a row the one with the lower order is the older one
    [9] "1" when the reply confirms the newest row, "0" for history (asOf then stays, existing final rows too). After an older
      state of the newest row was refused, only a write with that row's present state confirms
    [10] lowest score that is kept, or "": what lies below a gap that has expired is no part of the series any more
    [11] "1": forming rows replace rolled-up ones of a higher order, too
    [12] highest score that is kept of what is stored, "-inf": none, or "": all. The exchange has begun anew below it
  then of each entry
    [1] number of its way, from 1   [2] asOf (ms)   [3] rows that follow   [4..] of each its score and its member, ascending

  Rows beyond retention stay until they are one per cent of it. Readers are shown none of them (readSeries-2.lua).

  Returns for each entry { status, version, changed, restated, regressed, total, asOf }
    status 0 stored · -1 lower fence · -2 lower asOf, where rows have no order or stored ones are to be removed; history of another kind,
      whatever its asOf. Nothing is written unless 0.
    total: rows that readers are shown · changed: rows added or replaced · regressed: rows refused, since the stored one knows more · asOf: that of the series now
]]
-- include: values, keys, rows, fence, order, meta, announce
local FIELDS, WAY_FIELDS = 3, 12
local ROLLED_UP, FORMING, FINAL = 0, 1, 2
-- One ZADD adds no more rows: Lua hands on a few thousand values at once.
local MOST_TOGETHER = 500
local channel = ARGV[1]

-- A way in which entries are written, by where it stands in ARGV.
local function wayAt(at)
  local fence, source, retention, kind, otherKinds, stateAt, endAt, orderAt, live, keepFrom, outranks, keepTo = unpack(ARGV, at, at + WAY_FIELDS - 1)
  return {
    fence = fence,
    source = source,
    retention = tonumber(retention),
    retentionText = retention,
    kind = kind,
    otherKinds = otherKinds,
    stateAt = tonumber(stateAt),
    endAt = tonumber(endAt),
    orderAt = tonumber(orderAt),
    live = live == '1',
    keepFrom = keepFrom,
    outranksSums = outranks == '1',
    keepTo = keepTo,
  }
end

-- Whether rows never change and all are newer than what is stored, as most are: then they are only added.
local function isAppended(data, first, last, way)
  if way.stateAt ~= 0 or last < first or last - first >= 2 * MOST_TOGETHER then return false end
  local newest = look('ZREVRANGE', data, 0, 0, 'WITHSCORES')
  if not newest then return false end
  local below = tonumber(newest[2] or '-inf')
  for i = first, last, 2 do
    local score = tonumber(ARGV[i])
    if not (score > below) then return false end
    below = score
  end
  return true
end

-- Stores rows one by one, each beside what is stored at its score, where anything may be. Returns how many have changed, were added, restated and
-- refused, the lowest score that has changed, and whether the newest row of the series is known to be current: nil, where none of these is it.
-- @param first @param last where the rows stand in ARGV
local function place(data, first, last, way, known, asOf, late)
  local stateAt, endAt, orderAt, live = way.stateAt, way.endAt, way.orderAt, way.live
  local changed, added, restated, regressed, lowest = 0, 0, 0, 0, nil

  local function store(score, old, member)
    if old then redis.call('ZREM', data, old) else added = added + 1 end
    redis.call('ZADD', data, score, member)
    changed = changed + 1
    local n = tonumber(score)
    if not lowest or n < lowest then lowest = n end
  end

  local function drop(damaged)
    redis.call('ZREM', data, damaged)
    changed, lowest = changed + 1, 0
  end

  -- Whether a row is an older state of the stored one. Where either has no order, nobody can tell: then the later write counts.
  local function isOlder(is, was)
    local order, knownOrder = numberIn(is, orderAt), numberIn(was, orderAt)
    return order and knownOrder and order < knownOrder
  end

  -- Whether no reply can be so late that it does not know the row's last state yet.
  local function isLongOver(is)
    local ends = numberIn(is, endAt)
    return not ends or asOf >= ends + 60000
  end

  -- Whether a final row stays as it is: only a reply with the newest rows restates it, and not as one that still forms. No order tells which
  -- of two final states is the newer one: asOf does.
  local function staysFinal(is)
    return is[stateAt] ~= FINAL or not live or late
  end

  local acceptsOlder = hasBegunAnew(known, asOf)

  --[[
    What becomes of a stored row when another state of it comes. Lower: of a lower order than the stored one; late: of a lower asOf.

    | Stored | New | Outcome |
    |---|---|---|
    | final | final | replaces it among newest rows that are not late; else the stored one stays |
    | final | any other | the stored one stays |
    | forming | final | replaces it, but while it is lower and not yet a minute over |
    | rolled up | final | replaces it |
    | forming, rolled up | forming, rolled up | replaces it, unless it is lower, or late and not higher |

    That it is lower does not count where older states are accepted, because the exchange has begun anew; nor against a rolled-up row where
    the exchange's rows outrank sums.
  ]]
  -- Replaces a row by another state of it. Returns false where that is an older one.
  local function change(score, old, member, was, is)
    if was[stateAt] == FINAL then
      if staysFinal(is) then
        regressed = regressed + 1
        return not isOlder(is, was)
      end
      restated = restated + 1
    -- A final row is older only than the exchange's own figures, no sum, and not for ever: it may have restated them.
    elseif isOlder(is, was) and (is[stateAt] ~= FINAL or was[stateAt] == FORMING and not isLongOver(is))
      and not (way.outranksSums and was[stateAt] == ROLLED_UP) and not acceptsOlder then
      regressed = regressed + 1
      return false
    elseif late and is[stateAt] ~= FINAL and not isOlder(was, is) then
      regressed = regressed + 1
      return true
    end
    store(score, old, member)
    return true
  end

  -- Whether what is stored has the same fields as a row that we write: it may say something else, but it is a row.
  local function isLike(was, is)
    if not was or #was ~= #is or was[1] ~= is[1] then return false end
    for i = 2, #is do
      if type(was[i]) ~= type(is[i]) then return false end
    end
    return true
  end

  -- Of what is stored at a score the row, and what it says. What is damaged there goes, and what is there twice.
  local function rowOfThese(members, is)
    local row, says = nil, nil
    for _, stored in ipairs(members) do
      local was = not row and decode(stored)
      if isLike(was, is) then
        row, says = stored, was
      else
        drop(stored)
      end
    end
    return row, says
  end

  -- Stores a row. Returns whether it knows as much as the one that is stored now.
  local function put(score, member)
    local there = redis.call('ZRANGEBYSCORE', data, score, score)
    if #there == 1 and there[1] == member then return true end
    local is = #there > 0 and cjson.decode(member)
    local old, was = rowOfThese(there, is)
    if not old then store(score, nil, member) end
    return not old or old == member or stateAt == 0 or change(score, old, member, was, is)
  end

  -- By its score: whether a row of the write knows as much as the one that is stored now.
  local isUpToDate = {}
  for i = first, last, 2 do isUpToDate[tonumber(ARGV[i])] = put(ARGV[i], ARGV[i + 1]) end

  -- What is damaged must not stand in front of the newest row.
  local front
  while true do
    front = redis.call('ZREVRANGE', data, 0, 0, 'WITHSCORES')
    if not front[1] or front[1] == ARGV[last] or rowOf(front[1], front[2]) then break end
    drop(front[1])
  end

  return changed, added, restated, regressed, lowest, isUpToDate[tonumber(front[2])]
end

local function write(data, meta, first, last, way, asOf)
  local fence, retention, live, keepFrom, keepTo = way.fence, way.retention, way.live, way.keepFrom, way.keepTo
  local known = readMeta(meta)
  if isFenced(known.fence, fence) then return { -1, 0, 0, 0, 0, 0 } end

  -- A damaged kind is none of these, and says nothing of the rows: they stay.
  local isOtherKind = false
  for other in string.gmatch(way.otherKinds, '%S+') do
    isOtherKind = isOtherKind or known.kind == other
  end
  -- Rows are ordered by their scores, and states of one row by the order that they have: without one, and of what is removed, asOf tells.
  local late = isOlderThanStored(known, asOf)
  local hasOrder = way.stateAt == 0 or way.orderAt > 0
  local removes = isOtherKind or keepFrom ~= '' or keepTo ~= ''
  -- The newest rows say of which kind the series is. History of another kind was asked for before that was changed.
  local isFormer = isOtherKind and not live
  if isFormer or late and (removes or live and not hasOrder) then return { -2, 0, 0, 0, 0, 0 } end

  local changed, added, restated, regressed, lowest, isCurrent = 0, 0, 0, 0, nil, true
  if not isOtherKind and keepTo == '' and isAppended(data, first, last, way) then
    redis.call('ZADD', data, unpack(ARGV, first, last))
    added = (last - first + 1) / 2
    changed, lowest = added, tonumber(ARGV[first])
  else
    mend('ZCARD', data)
    if isOtherKind then redis.call('DEL', data) end
    local isCut = isOtherKind or keepTo ~= '' and redis.call('ZREMRANGEBYSCORE', data, '(' .. keepTo, '+inf') > 0
    changed, added, restated, regressed, lowest, isCurrent = place(data, first, last, way, known, asOf, late)
    if isCut then changed, lowest = changed + 1, 0 end
  end

  local dropped = keepFrom ~= '' and redis.call('ZREMRANGEBYSCORE', data, '-inf', '(' .. keepFrom) or 0
  local stored = redis.call('ZCARD', data)
  local shown = known.retention or math.huge
  -- Of the rows that were there others are shown than before.
  local isRecut = shown ~= retention and stored - added > math.min(shown, retention)
  if dropped > 0 or isRecut then changed, lowest = math.max(changed, 1), 0 end
  local over = stored - retention
  if over > math.floor(retention / 100) then redis.call('ZREMRANGEBYRANK', data, 0, over - 1) end
  local total = math.min(stored, retention)

  -- True: the newest row has come; false: an older state of it has; nil: nothing of it.
  local isConfirmed = live and (isCurrent or isCurrent == nil and not refusedSince(known, asOf))
  local latest = newestAsOf(known, asOf)
  local newest = isConfirmed and latest or known.asOf or asOf
  local version = writeMeta(meta, known, changed > 0, latest, 'fence', fence, 'asOf', digits(newest), 'source', way.source, 'kind', way.kind,
    'retention', way.retentionText)
  if isConfirmed then
    endRefusal(meta, known)
  elseif live and isCurrent == false then
    noteRefusal(meta, known, asOf)
  end
  if over > 0 and added > 0 and lowest > 0 then
    local edge = redis.call('ZREVRANGE', data, total - 1, total - 1, 'WITHSCORES')
    announce(channel, data, version, newest, 0, total, edge[2] .. ' ' .. digits(lowest))
  else
    announce(channel, data, version, newest, lowest, total)
  end
  return { 0, version, changed, restated, regressed, total, newest }
end

local ways = {}
local at = 3
for i = 1, tonumber(ARGV[2]) do
  ways[i] = wayAt(at)
  at = at + WAY_FIELDS
end
local replies = {}
for i = 1, #KEYS / 2 do
  local first = at + FIELDS
  local next = first + 2 * tonumber(ARGV[at + 2])
  replies[i] = write(KEYS[2 * i - 1], KEYS[2 * i], first, next - 1, ways[tonumber(ARGV[at])], tonumber(ARGV[at + 1]))
  at = next
end
return replies
