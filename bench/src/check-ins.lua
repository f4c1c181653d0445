-- The same check-ins as node-load.ts, for wrk: `wrk -s check-ins.lua http://… -- <fleet file> <threads>`. Ends with one JSON line.
local threads = 0

function setup(thread)
  thread:set('lane', threads)
  threads = threads + 1
end

function init(args)
  local width = tonumber(args[2])
  local number = 0
  fleet, idle, nextItem, turn, round = {}, {}, {}, 0, 0
  for line in io.lines(args[1]) do
    if number % width == lane then
      local token, revision, policy, nonce = line:match('^([^\t]*)\t[^\t]*\t([^\t]*)\t([^\t]*)\t([^\t]*)$')
      local headers = { ['Content-Type'] = 'application/json', ['Authorization'] = 'Bearer ' .. token }
      local before = '{"nonce":"' .. nonce .. '","settingsRevision":' .. revision .. ',"policyCode":"' .. policy
        .. '","trustVersion":1,"lock":{"mode":"unlocked","screen":"none","releasedUntil":null},"logonUser":null,"items":['
      fleet[#fleet + 1] = { headers = headers, before = before }
      idle[#idle + 1] = wrk.format('POST', '/device/v1/check-in', headers, before .. ']}')
      nextItem[#nextItem + 1] = 1
    end
    number = number + 1
  end
end

function request()
  turn = turn + 1
  if turn > #fleet then
    turn = 1
    round = round + 1
  end
  if turn % 10 ~= round % 10 then return idle[turn] end
  local item = nextItem[turn]
  nextItem[turn] = item + 1
  local body = string.format('%s{"number":%d,"kind":"event","at":%d000,"what":"started"}]}', fleet[turn].before, item, os.time())
  return wrk.format('POST', '/device/v1/check-in', fleet[turn].headers, body)
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.status + errors.connect + errors.read + errors.write + errors.timeout
  local answered = summary.requests - errors.status
  io.write(string.format('{"answered":%d,"failed":%d,"perSecond":%.2f,"p50Ms":%.3f,"p99Ms":%.3f,"p999Ms":%.3f}\n',
    answered, failed, answered * 1000000 / summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    latency:percentile(99.9) / 1000))
end
