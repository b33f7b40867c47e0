--[[
  Removes the entries of one pair from a worker's gap ledger.

  KEYS[1] ledger (see writeGaps)
  ARGV[1] fence of the writer   [2] code of the pair
  Returns a status: 0 removed, or there were none · -1 lower fence. Nothing is removed unless 0.
]]
local all, prefix = redis.call('HGETALL', KEYS[1]), ARGV[2] .. ':'
if #all == 0 then return 0 end
local fence = redis.call('HGET', KEYS[1], 'fence')
if fence and tonumber(fence) > tonumber(ARGV[1]) then return -1 end

local open = 0
for i = 1, #all, 2 do
  if string.sub(all[i], 1, #prefix) == prefix then
    redis.call('HDEL', KEYS[1], all[i])
  elseif string.find(all[i], ':', 1, true) then
    local isJson, entry = pcall(cjson.decode, all[i + 1])
    if isJson and type(entry) == 'table' and entry.state == 'open' then open = open + 1 end
  end
end
redis.call('HSET', KEYS[1], 'fence', ARGV[1], 'open', open)
return 0
