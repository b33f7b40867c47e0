--[[
  Writes entries of a worker's gap ledger and keeps it within its bound. O(1) for each entry; only when there are too many are all
  looked at: the closed ones that changed longest ago go first, open ones when nothing else is left.

  KEYS[1] ledger (hash): fence, open (number of open entries), <code>:<from> → entry (JSON)
  ARGV[1] fence of the writer   [2] most entries   [3..] field, entry, field, entry …

  Returns a status: 0 written · -1 lower fence. Nothing is written unless 0.
]]
local ledger, most = KEYS[1], tonumber(ARGV[2])
local known = redis.call('HMGET', ledger, 'fence', 'open')
if known[1] and tonumber(known[1]) > tonumber(ARGV[1]) then return -1 end

-- An entry that is damaged counts as closed long ago: it must not shut out every later write.
local function decode(json)
  local isJson, entry = pcall(cjson.decode, json)
  return isJson and type(entry) == 'table' and entry or {}
end

local open = tonumber(known[2] or 0)
for i = 3, #ARGV, 2 do
  local old = redis.call('HGET', ledger, ARGV[i])
  if old and decode(old).state == 'open' then open = open - 1 end
  if decode(ARGV[i + 1]).state == 'open' then open = open + 1 end
  redis.call('HSET', ledger, ARGV[i], ARGV[i + 1])
end
redis.call('HSET', ledger, 'fence', ARGV[1], 'open', open)
if redis.call('HLEN', ledger) <= most + 2 then return 0 end

local all, entries = redis.call('HGETALL', ledger), {}
for i = 1, #all, 2 do
  if string.find(all[i], ':', 1, true) then
    local entry = decode(all[i + 1])
    entries[#entries + 1] = { field = all[i], isOpen = entry.state == 'open', changedAt = tonumber(entry.changedAt) or 0 }
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
