-- Arguments: the path, of how many requests one is to miss the memory (0: none), from how many pages one is taken at random (0: the path's own),
-- and the parameter that makes a request miss. It has a value that no request had before it: `n` is ignored, and `endTime` is a time to come,
-- but addresses are not the same.
local path, every, pages, by, plain
local count = 0
local run, time

function init(args)
  path, every, pages, by = args[1], tonumber(args[2]), tonumber(args[3]), args[4]
  math.randomseed(os.time())
  run = os.time() .. math.random(1000000)
  time = 2000000000000 + os.time() % 100000 * 1000000
  plain = wrk.format("GET", path)
end

function request()
  count = count + 1
  if every == 0 or count % every ~= 0 then return plain end
  local page = pages > 0 and ("&pageSize=" .. math.random(pages)) or ""
  local value = by == "n" and (run .. "-" .. count) or string.format("%.0f", time + count)
  return wrk.format("GET", path .. page .. "&" .. by .. "=" .. value)
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '\n{"requests":%d,"seconds":%f,"failed":%d,"p50":%f,"p99":%f}\n',
    summary.requests, summary.duration / 1e6, failed, latency:percentile(50) / 1000, latency:percentile(99) / 1000
  ))
end
