-- wrk: POST the JSON of a file to the URL; NUMBER in it is a number used once. Argument: the file.
dofile("bench/report.lua")

local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

local before, after, count = "", "", 0
local headers = { ["Content-Type"] = "application/json" }
function init(args)
  before, after = io.open(args[1]):read("*a"):match("^(.-)NUMBER(.*)$")
end
function request()
  count = count + 1
  return wrk.format("POST", nil, headers, before .. number .. "-" .. count .. after)
end
