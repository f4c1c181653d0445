-- PUT /device/v1/inventory by wrk: `wrk -s inventory.lua http://… -- <tokens file> <bodies file>`. Devices take turns, and in each round
-- a device sends the next of the bodies. Ends with one JSON line.
function init(args)
  headers, bodies, turn, round = {}, {}, 0, 0
  for line in io.lines(args[1]) do
    headers[#headers + 1] = { ['Content-Type'] = 'application/json', ['Authorization'] = 'Bearer ' .. line }
  end
  for line in io.lines(args[2]) do bodies[#bodies + 1] = line end
end

function request()
  turn = turn + 1
  if turn > #headers then
    turn = 1
    round = round + 1
  end
  return wrk.format('PUT', '/device/v1/inventory', headers[turn], bodies[(round % #bodies) + 1])
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.status + errors.connect + errors.read + errors.write + errors.timeout
  local answered = summary.requests - errors.status
  io.write(string.format('{"answered":%d,"failed":%d,"perSecond":%.2f,"p50Ms":%.3f,"p99Ms":%.3f,"p999Ms":%.3f}\n', answered, failed,
    answered * 1000000 / summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency:percentile(99.9) / 1000))
end
