--[[
  Removes a key and its meta, and announces it so that readers drop what they hold.

  KEYS[1] data   KEYS[2] its meta hash
  ARGV[1] channel   [2] fence of the writer
  Returns a status: 0 removed, or there was nothing · -1 lower fence. Nothing is removed unless 0.
]]
local known = mend('HMGET', KEYS[2], 'version', 'asOf', 'fence')
if isFenced(known[3], ARGV[2]) then return -1 end
if redis.call('DEL', KEYS[1], KEYS[2]) > 0 then
  redis.call('PUBLISH', ARGV[1], string.format('%s %.0f %.0f 0 0', KEYS[1], (whole(known[1]) or 0) + 1, whole(known[2]) or 0))
end
return 0
