-- include: values

-- An entry of a gap ledger (writeGaps-1.lua). One that is damaged counts as closed long ago.
local function entryOf(json)
  local entry = decode(json) or {}
  local changedAt = type(entry.changedAt) == 'number' and entry.changedAt or 0
  -- What is no number cannot be put in order.
  return { isOpen = entry.state == 'open', changedAt = changedAt == changedAt and changedAt or 0 }
end
