--[[
  Writes entries of a worker's gap ledger and keeps it within its bound. O(1) for each entry; only when there are too many are all
  looked at: the closed ones that changed longest ago go first, open ones when nothing else is left.

  KEYS[1] ledger (hash): fence, open (number of open entries), <code>:<from> → entry (JSON)
  ARGV[1] fence of the writer   [2] most entries   [3..] field, entry, field, entry …

  Returns a status: 0 written · -1 lower fence. Nothing is written unless 0.
]]
-- include: values, keys, fence, gaps
local ledger, most = KEYS[1], tonumber(ARGV[2])
local known = mend('HMGET', ledger, 'fence', 'open')
if isFenced(known[1], ARGV[1]) then return -1 end

local open = whole(known[2])
if not open then
  open = 0
  for _, text in ipairs(redis.call('HGETALL', ledger)) do
    if entryOf(text).isOpen then open = open + 1 end
  end
end
for i = 3, #ARGV, 2 do
  local old = redis.call('HGET', ledger, ARGV[i])
  if old and entryOf(old).isOpen then open = open - 1 end
  if entryOf(ARGV[i + 1]).isOpen then open = open + 1 end
  redis.call('HSET', ledger, ARGV[i], ARGV[i + 1])
end
redis.call('HSET', ledger, 'fence', ARGV[1], 'open', open)
if redis.call('HLEN', ledger) <= most + 2 then return 0 end

local all, entries = redis.call('HGETALL', ledger), {}
for i = 1, #all, 2 do
  if string.find(all[i], ':', 1, true) then
    local entry = entryOf(all[i + 1])
    entry.field = all[i]
    entries[#entries + 1] = entry
  end
end
table.sort(entries, function(a, b)
  if a.isOpen ~= b.isOpen then return b.isOpen end
  if a.changedAt ~= b.changedAt then return a.changedAt < b.changedAt end
  return a.field < b.field
end)
for i = 1, #entries - most do
  if entries[i].isOpen then open = open - 1 end
  redis.call('HDEL', ledger, entries[i].field)
end
redis.call('HSET', ledger, 'open', open)
return 0
