// Who wrote a mail. Behind a form or a list From is a machine's, and the person is the one who is answered.
// THREADS: pure.
#pragma once

#include "mail/analysis.h"

namespace sa {

/// Whom an answer goes to, when From is not his own; the name of From where the other has none.
Address author_of(const Message& message, const Analysis& analysis);

}  // namespace sa
