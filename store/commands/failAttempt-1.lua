--[[
  A socket could not be opened, or ended before it brought anything. A success removes the hash.

  KEYS[1] trouble hash (tryAttempt-1.lua)
  ARGV[1] how long the exchange wants nobody to try (ms), 0: it does not say
  Returns the failures in a row.
]]
-- include: trouble
local key, now = KEYS[1], clock()
local trouble = readTrouble(key, now)
local wait = math.min(tonumber(ARGV[1]), LONGEST_WAIT_MS)
local failures = math.min(trouble.failures + 1, 1000000)
redis.call('HSET', key, 'failures', digits(failures), 'until', digits(math.max(trouble.ends, now + wait)))
redis.call('EXPIRE', key, TROUBLE_SECONDS + math.ceil(math.max(trouble.ends - now, wait) / 1000))
return failures
