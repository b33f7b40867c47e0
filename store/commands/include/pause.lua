-- include: values, keys
local PAUSE_SECONDS = 120

-- The pause that keeps a request back, as text, or nil. One that waits for a ping lets pings pass; one that is damaged lets nothing pass.
local function pauseFor(key, isPing)
  local pause = look('GET', key)
  if pause ~= false then
    local text = pause or ''
    if isPing and (decode(text) or {}).awaitsPing == true then return nil end
    -- No pause of ours is without an end.
    if redis.pcall('PTTL', key) == -1 then redis.call('EXPIRE', key, PAUSE_SECONDS) end
    return text
  end
  return nil
end
