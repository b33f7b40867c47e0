-- include: values

-- A weight; no window of an exchange has more.
local function weightOf(text)
  local weight = text and whole(text) or (not text and 0)
  return weight and weight <= 1000000 and weight or nil
end
