--[[
  Confirms what is stored of many pairs: nothing newer had come up to a time. It makes no key and changes no value.

  KEYS: of each entry its value or series, then that one's meta hash
  ARGV[1] channel   [2] fence of the writer   [3] source
  ARGV[4..] of each entry: version that its writer knows, asOf (ms), "1" for a series, "2" for one that its writer knows to be empty

  Returns for each entry 1 confirmed, or 0: another writer has taken over, another version is stored, an older state was refused since the
  last success (docs/decisions/0013-order-and-confirmation.md), the value is out of step, or it or its meta is gone or damaged.

  No command comes as often. Most of its time would go into making numbers of texts and texts of numbers: what can be compared as text is.
]]
-- include: values, keys, fence, order, announce
local channel, fence, source = ARGV[1], ARGV[2], ARGV[3]

local function isOtherVersion(stored, known) return stored ~= known end

local function confirm(data, meta, version, asOfText, kind)
  local isSeries = kind ~= '0'
  local fields = look('HMGET', meta, 'version', 'asOf', 'changedAt', 'fence', 'refusedAt', 'outOfStep', 'retention')
  if not fields or not fields[1] or isOtherVersion(fields[1], version) or fields[6] then return 0 end
  local asOf, known = whole(asOfText), { asOf = whole(fields[2]), refusedAt = whole(fields[5]) }
  if not (asOf and known.asOf and whole(fields[3])) then return 0 end
  if fields[4] ~= fence and isFenced(fields[4], fence) or refusedSince(known, asOf) then return 0 end
  local stored = look(isSeries and 'ZCARD' or 'GET', data)
  if not stored or isSeries and (stored == 0) ~= (kind == '2') then return 0 end
  local newest = digits(newestAsOf(known, asOf))
  redis.call('HSET', meta, 'fence', fence, 'asOf', newest, 'source', source)
  if newest ~= fields[2] then publish(channel, data, version, newest, '-', isSeries and math.min(stored, whole(fields[7]) or stored)) end
  return 1
end

local confirmed = {}
for i = 1, #KEYS / 2 do
  local at = 3 * i + 1
  confirmed[i] = confirm(KEYS[2 * i - 1], KEYS[2 * i], ARGV[at], ARGV[at + 1], ARGV[at + 2])
end
return confirmed
