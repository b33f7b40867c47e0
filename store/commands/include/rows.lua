-- include: values

-- A row of a series, or nil where the member is none.
local function rowOf(member, score)
  local row = decode(member)
  return row and row[1] == tonumber(score) and row or nil
end
