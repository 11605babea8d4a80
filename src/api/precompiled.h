// Headers that nearly every file of api/ includes, compiled once, as base/precompiled.h. No file may rely on it: each includes what it
// uses.
#pragma once

#include "actions/precompiled.h"
#include "api/http/page.h"
#include "api/routes.h"
