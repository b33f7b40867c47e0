-- include: values

-- Publishes that a key was written (docs/data-model.md). `lowest`: the lowest changed score, nil: none; `total`: rows stored now, series only.
local function announce(channel, key, version, asOf, lowest, total)
  local line = string.format('%s %.0f %.0f %s', key, version, asOf, lowest and digits(lowest) or '-')
  redis.call('PUBLISH', channel, total and line .. ' ' .. digits(total) or line)
end
