--[[
  Removes a key and its meta, and announces it so that readers drop what they hold.

  KEYS[1] data   KEYS[2] its meta hash
  ARGV[1] channel   [2] fence of the writer
  Returns a status: 0 removed, or there was nothing · -1 lower fence. Nothing is removed unless 0.
]]
-- include: fence, meta, announce
local known = readMeta(KEYS[2])
if isFenced(known.fence, ARGV[2]) then return -1 end
if redis.call('DEL', KEYS[1], KEYS[2]) > 0 then
  announce(ARGV[1], KEYS[1], known.version + 1, known.asOf or 0, 0, 0)
end
return 0
