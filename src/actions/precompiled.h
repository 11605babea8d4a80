// Headers that nearly every file of actions/, jobs/ and app/ includes, compiled once, as base/precompiled.h. They cost more than
// half of what such a file takes to compile. No file may rely on it: each includes what it uses.
#pragma once

#include "actions/job/kind.h"
#include "actions/services.h"
#include "base/precompiled.h"
#include "core/user/actor.h"
#include "mail/address/address.h"
#include "store/audit/audit.h"
#include "store/contact/contact.h"
#include "store/draft/draft.h"
#include "store/mailbox/mailbox.h"
#include "store/message/message.h"
