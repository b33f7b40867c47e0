-- Arguments: the path, of how many requests one is to miss the memory (0: none), and from how many pages one is taken at random (0: the path's own).
-- A request that is to miss has a parameter that no request had before it: unknown parameters are ignored, but addresses are not the same.
local path, every, pages, plain
local count = 0
local run

function init(args)
  path, every, pages = args[1], tonumber(args[2]), tonumber(args[3])
  math.randomseed(os.time())
  run = os.time() .. math.random(1000000)
  plain = wrk.format("GET", path)
end

function request()
  count = count + 1
  if every == 0 or count % every ~= 0 then return plain end
  local page = pages > 0 and ("&pageSize=" .. math.random(pages)) or ""
  return wrk.format("GET", path .. page .. "&n=" .. run .. "-" .. count)
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '\n{"requests":%d,"seconds":%f,"failed":%d,"p50":%f,"p99":%f}\n',
    summary.requests, summary.duration / 1e6, failed, latency:percentile(50) / 1000, latency:percentile(99) / 1000
  ))
end
