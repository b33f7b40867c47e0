-- include: values, keys
-- The hash beside each value and series (docs/data-model.md).

-- What readers are given of it, and what they name besides; each false where nothing is stored.
local function givenMeta(key, ...)
  return redis.call('HMGET', key, 'asOf', 'changedAt', 'version', 'source', ...)
end

-- What writers go by. What is damaged counts as missing; a version that is not known, or not since when, makes the next write a change.
local function readMeta(key)
  local stored = mend('HMGET', key, 'fence', 'asOf', 'version', 'changedAt', 'order', 'kind', 'refusedAt', 'outOfStep', 'retention')
  local version = whole(stored[3]) or 0
  return {
    fence = stored[1],
    asOf = whole(stored[2]),
    version = version,
    isVersioned = version > 0 and whole(stored[4]) ~= nil,
    order = whole(stored[5]),
    kind = stored[6],
    refusedAt = whole(stored[7]),
    isRefused = stored[7] ~= false,
    isOutOfStep = stored[8] ~= false,
    retention = whole(stored[9]),
  }
end

-- Writes fields, named after `asOf`, and where something has changed the next version, which it returns. A version starts at asOf: after
-- a wiped Redis or a pair added again it never repeats one that a caller still holds as ETag.
local function writeMeta(key, known, isChanged, asOf, ...)
  if not isChanged and known.isVersioned then
    redis.call('HSET', key, ...)
    return known.version
  end
  local version = known.version == 0 and asOf or known.version + 1
  redis.call('HSET', key, 'version', digits(version), 'changedAt', digits(asOf), ...)
  return version
end
