-- What lib.sh reads of a wrk run: RESULT requests microseconds errors.
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d\n", summary.requests, summary.duration,
                         e.connect + e.read + e.write + e.status + e.timeout))
end
