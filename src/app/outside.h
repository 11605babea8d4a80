// What every call to the outside needs, once for the whole program.
// THREADS: any, as its members say.
#pragma once

#include "base/timer.h"
#include "connectors/http_client.h"

namespace sa {

struct Outside {
  HttpClient http{HttpClient::Options{}};
  SystemTimer timer;
};

}  // namespace sa
