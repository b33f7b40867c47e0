-- What Redis holds may be damaged, by hand or by another program: it must not stop what comes after it.

-- A whole number as we store it, or nil where the text is none: what is not a number never counts, compares or grants.
local function whole(text)
  if type(text) ~= 'string' or not string.find(text, '^%d+$') then return nil end
  local number = tonumber(text)
  return number <= 9007199254740991 and number or nil
end

-- A whole number as it is stored and announced: Lua's own text of one has 14 digits at most.
local function digits(number)
  return string.format('%.0f', number)
end

-- A stored object or array, or nil where the text is neither.
local function decode(text)
  local isJson, value = pcall(cjson.decode, text)
  return isJson and type(value) == 'table' and value or nil
end
