-- include: values

-- A row of a series, or nil where the member is none.
local function rowOf(member, score)
  local row = decode(member)
  return row and row[1] == tonumber(score) and row or nil
end

-- The number in a field of a row, also of a decimal string; nil where there is none.
local function numberIn(row, position)
  local number = tonumber(row[position])
  -- Neither infinite nor undefined: nothing could be put in order by it.
  return number and number - number == 0 and number or nil
end
