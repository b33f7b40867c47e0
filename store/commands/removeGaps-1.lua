--[[
  Removes the entries of one pair from a worker's gap ledger.

  KEYS[1] ledger (writeGaps-1.lua)
  ARGV[1] fence of the writer   [2] code of the pair
  Returns a status: 0 removed, or there were none · -1 lower fence. Nothing is removed unless 0.
]]
-- include: keys, fence, gaps
local all, prefix = mend('HGETALL', KEYS[1]), ARGV[2] .. ':'
if #all == 0 then return 0 end
if isFenced(redis.call('HGET', KEYS[1], 'fence'), ARGV[1]) then return -1 end

local open = 0
for i = 1, #all, 2 do
  if string.sub(all[i], 1, #prefix) == prefix then
    redis.call('HDEL', KEYS[1], all[i])
  elseif string.find(all[i], ':', 1, true) and entryOf(all[i + 1]).isOpen then
    open = open + 1
  end
end
redis.call('HSET', KEYS[1], 'fence', ARGV[1], 'open', open)
return 0
