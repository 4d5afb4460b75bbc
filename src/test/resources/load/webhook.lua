-- Load on the webhook: each request a new id and a new Idempotency-Key. Prints the count of each status at the end.
--
--   wrk -t1 -c50 -d20s -s src/test/resources/load/webhook.lua http://127.0.0.1:8080/vod/submissions -- <token>
--
-- The module: vod.intake.webhook.auth=token, the token in VOD_INTAKE_WEBHOOK_TOKEN, vod.pace.calls-per-minute as it will
-- be in production, vod.endpoint a simulator. One wrk thread is enough, and a second would want a core of the module's.

local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(args)
  local run = string.format("%08x%04x", os.time(), number)
  local urandom = io.open("/dev/urandom", "rb")
  urandom:read(4):gsub(".", function(c) run = run .. string.format("%02x", c:byte()) end)
  urandom:close()
  key, sent, accepted, others = run, 0, 0, 0
  headers = { ["Content-Type"] = "text/plain", ["Authorization"] = "Bearer " .. (args[1] or "") }
end

function request()
  sent = sent + 1
  -- the changing digits first: asset ids come in no order
  local id = string.format("%06x", (sent * 7919) % 0x1000000) .. key .. string.format("%06x", sent)
  headers["Idempotency-Key"] = id
  return wrk.format("POST", nil, headers, id)
end

function response(status)
  if status == 202 then accepted = accepted + 1 else others = others + 1 end
end

function done(summary, latency)
  local accepted, others = 0, 0
  for _, thread in ipairs(threads) do
    accepted = accepted + thread:get("accepted")
    others = others + thread:get("others")
  end
  io.write(string.format("%d answered 202 (%.0f a second), %d otherwise; ms p50 %.1f, p90 %.1f, p99 %.1f, p99.9 %.1f, most %.1f\n",
    accepted, accepted * 1e6 / summary.duration, others, latency:percentile(50) / 1000, latency:percentile(90) / 1000,
    latency:percentile(99) / 1000, latency:percentile(99.9) / 1000, latency.max / 1000))
end
