-- wrk: POST drafts of about 400 bytes, every id and every recipient used once. Argument: a prefix of this window's ids.
dofile("bench/report.lua")

local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

local prefix, count = "", 0
function init(args) prefix = args[1] .. "-" .. number .. "-" end

local text = "Hello Ada,\\n\\nthank you for asking how the ledger works with more than one company. Each company keeps its " ..
             "own books, and one page shows them together. Shall we talk on Tuesday at ten? I can show you both in a " ..
             "quarter of an hour, with your own accounts if you like.\\n\\nBest regards,\\nAna"
local headers = { ["Content-Type"] = "application/json" }
function request()
  count = count + 1
  local id = prefix .. count
  return wrk.format("POST", "/api/operator/drafts?draft_id=" .. id, headers, '{"recipient":"' .. id ..
    '@example.com","subject":"Your question about several companies","body":"' .. text .. '"}')
end
