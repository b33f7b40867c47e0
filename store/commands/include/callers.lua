-- Why callers may not have so much more weight, or nil. `callers`: what they have already, `part`: what of it this one has; `ceiling`: what they may
-- have in all. One caller gets at most half of what the others leave.
local function callersRefusal(callers, part, ceiling, weight)
  if not (callers + weight <= ceiling) then return 'callers' end
  if not (2 * (part + weight) <= ceiling - (callers - part)) then return 'caller' end
  return nil
end
