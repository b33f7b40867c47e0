--[[
  Marks a stored value as out of step with the exchange: stale at once, whatever its asOf, until a write of it succeeds.

  KEYS[1] value   KEYS[2] its meta hash
  ARGV[1] channel   [2] fence of the writer
  Returns a status: 0 marked, or it was already, or nothing is stored · -1 lower fence. Nothing is written unless 0.
]]
-- include: fence, meta, announce
local meta = KEYS[2]
local known = readMeta(meta)
if isFenced(known.fence, ARGV[2]) then return -1 end
if not known.isVersioned or not known.asOf or known.isOutOfStep then return 0 end
-- A change of what readers are told: pages that are kept, and what a writer knows of the key, belong to the version before.
local version = writeMeta(meta, known, true, known.asOf, 'fence', ARGV[2], 'outOfStep', '1')
announce(ARGV[1], KEYS[1], version, known.asOf)
return 0
