-- A key may hold another type than ours.

-- The reply of a command on a key, or nil where the key holds another type.
local function look(command, key, ...)
  local reply = redis.pcall(command, key, ...)
  if type(reply) ~= 'table' or not reply.err then return reply end
  if string.find(reply.err, 'WRONGTYPE', 1, true) then return nil end
  return redis.call(command, key, ...)
end

-- The same for a key that is written next: one of another type holds nothing of ours. It is removed, and made anew.
local function mend(command, key, ...)
  local reply = look(command, key, ...)
  if reply ~= nil then return reply end
  redis.call('DEL', key)
  return redis.call(command, key, ...)
end
