// The pepper of this installation: what the hashes of addresses are made with (core/contact/suppression.h). It never changes, or every
// "do not write" would be forgotten; only how it is sealed follows SECRET_KEY.
// THREADS: any.
// ERRORS: unavailable when no SECRET_KEY that we have opens it: the program must not start, as it would write to people who said no.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/crypto/secret_box.h"
#include "store/engine/db.h"

namespace sa {

/// 32 bytes. Made at the first start; sealed anew when SECRET_KEY is another one since.
Result<std::string> open_pepper(Db& db, const SecretBox& secrets, const Clock& clock, Random& random);

}  // namespace sa
