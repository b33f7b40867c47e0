-- include: values

-- Publishes the line of an announcement (docs/data-model.md); `total` of series only.
local function publish(channel, key, version, asOf, lowest, total)
  local line = key .. ' ' .. version .. ' ' .. asOf .. ' ' .. lowest
  redis.call('PUBLISH', channel, total and line .. ' ' .. total or line)
end

-- Publishes that a key was written. `lowest`: the lowest changed score, nil: none; `total`: rows stored now, series only.
local function announce(channel, key, version, asOf, lowest, total)
  publish(channel, key, digits(version), digits(asOf), lowest and digits(lowest) or '-', total and digits(total))
end
