-- Why callers may not have so much more weight, or nil. `callers`: what they have already, `part`: what of it this one has; `ceiling`: what they may
-- have in all. One caller gets at most half of what the others leave; but whoever comes first may have all in one, as what is dear were never answered
-- otherwise.
local function callersRefusal(callers, part, ceiling, weight)
  if not (callers + weight <= ceiling) then return 'callers' end
  if callers == 0 then return nil end
  if not (2 * (part + weight) <= ceiling - (callers - part)) then return 'caller' end
  return nil
end
