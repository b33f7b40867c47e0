-- include: values, keys, fence

-- Kept so long after the last failure, seconds: by then nobody has tried for long.
local TROUBLE_SECONDS = 60

-- No exchange bans for longer, ms: three days.
local LONGEST_WAIT_MS = 259200000

-- Why no socket can be opened (failAttempt-1.lua). What is damaged counts as missing.
local function readTrouble(key, now)
  local stored = mend('HMGET', key, 'failures', 'who', 'triedAt', 'until')
  local triedAt, ends = whole(stored[3]) or 0, whole(stored[4]) or 0
  if triedAt > now then triedAt = 0 end
  if ends > now + LONGEST_WAIT_MS then ends = 0 end
  return { failures = whole(stored[1]) or 0, who = stored[2] or '', triedAt = triedAt, ends = ends }
end
