-- include: values

-- Publishes that a key was written (docs/data-model.md). `lowest`: the lowest changed score, nil: none; `total`: rows stored now, series only.
local function announce(channel, key, version, asOf, lowest, total)
  local line = { key, digits(version), digits(asOf), lowest and digits(lowest) or '-', total and digits(total) }
  redis.call('PUBLISH', channel, table.concat(line, ' '))
end
