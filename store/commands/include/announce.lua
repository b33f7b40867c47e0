-- include: values

-- Publishes the line of an announcement (docs/data-model.md); `total` of series only.
local function publish(channel, key, version, asOf, lowest, total)
  local line = key .. ' ' .. version .. ' ' .. asOf .. ' ' .. lowest
  redis.call('PUBLISH', channel, total and line .. ' ' .. total or line)
end

-- Publishes that a key was written. `lowest`: the lowest changed score, nil: none; `total`: rows that readers are shown now, series only;
-- `moved`: where new rows pushed old ones out of that, the lowest score that is still shown and the lowest changed one.
local function announce(channel, key, version, asOf, lowest, total, moved)
  local rows = total and digits(total)
  publish(channel, key, digits(version), digits(asOf), lowest and digits(lowest) or '-', moved and rows .. ' ' .. moved or rows)
end
