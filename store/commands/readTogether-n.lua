--[[
  Reads latest values and the newest rows of series, each with its meta, all of one moment. A key that holds another type harms only itself.

  KEYS[1] value or series   KEYS[2] its meta hash   KEYS[3..] the next ones
  ARGV[1] most rows of the first one, the newest of those that readers are shown; "" where it is a latest value   ARGV[2..] of the next ones

  Returns for each { fault, "" where there is none; value, or { row … }, oldest first; asOf, changedAt, version, source; outOfStep of values, kind of
    series }; what is not stored is nil.
]]
-- include: values, meta, shown
local function valueAt(data, meta)
  return { '', redis.call('GET', data), unpack(givenMeta(meta, 'outOfStep')) }
end

local function rowsAt(data, meta, most)
  local fields = givenMeta(meta, 'kind', 'retention')
  local count = math.min(shownRows(redis.call('ZCARD', data), whole(table.remove(fields))), most)
  return { '', count > 0 and redis.call('ZRANGE', data, -count, -1) or {}, unpack(fields) }
end

local function partAt(data, meta, most)
  local read = most == '' and valueAt or rowsAt
  local isRead, part = pcall(read, data, meta, tonumber(most))
  if isRead then return part end
  local fault = type(part) == 'table' and part.err or tostring(part)
  if string.find(fault, 'WRONGTYPE', 1, true) then return { fault } end
  -- Fails once more, with the error as Redis says it.
  return read(data, meta, tonumber(most))
end

local parts = {}
for i = 1, #ARGV do parts[i] = partAt(KEYS[2 * i - 1], KEYS[2 * i], ARGV[i]) end
return parts
