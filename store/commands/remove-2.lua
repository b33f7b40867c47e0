--[[
  Removes a key and its meta, and announces it so that readers drop what they hold.

  KEYS[1] data   KEYS[2] its meta hash
  ARGV[1] channel
  Returns the number of keys removed.
]]
local known = redis.call('HMGET', KEYS[2], 'version', 'asOf')
local removed = redis.call('DEL', KEYS[1], KEYS[2])
if removed > 0 then
  redis.call('PUBLISH', ARGV[1], string.format('%s %.0f %s 0', KEYS[1], tonumber(known[1] or 0) + 1, known[2] or '0'))
end
return removed
