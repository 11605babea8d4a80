// The opt-out links of our mails. A person has one, `/u/{unsubscribe_id}`: it is kept beside the hash of their alias key, says nothing of
// them, and goes on working when the draft is gone, the person erased, SECRET_KEY another one or the database a restored one.
// THREADS: any.
// SOURCE: RFC 8058 (POST acts, GET never does), RFC 2369.
#pragma once

#include <optional>
#include <string>

#include "actions/contact/contact.h"
#include "actions/services.h"
#include "base/async/task.h"
#include "mail/mime/message.h"

namespace sa {

/// 128 random bits, and a mark by which this installation knows an id that it made and has forgotten.
std::string new_unsubscribe_id(Services& services);
/// "<public_url>/u/<id>?d=<mark>". The id is the person's, the mark the draft's alone: a provider that gives a mail another Message-ID leaves it, so
/// that the mail of this draft is told from other mail to the same person.
std::string unsubscribe_url(const Services& services, const std::string& unsubscribe_id,
                            const std::string& draft_id);
/// The id in such an address, or in one of before without a mark.
std::string unsubscribe_id_of(const std::string& unsubscribe_url);

/// The person's link; the first time, `proposed` becomes it.
Result<std::string> keep_unsubscribe_id(Tx& tx, const AddressKeys& person, const std::string& proposed,
                                        Instant now);

/// The address to show on the page that an opt-out link opens, if it is still known.
/// ERRORS: not_found for what cannot be such an id.
Task<Result<std::optional<std::string>>> find_unsubscribe_address(Services& services,
                                                                  std::string unsubscribe_id);
/// Suppresses the person, at once and for good; twice is no error. An id that is not known is kept until the mail that carries it is
/// read (read_unsubscribe_link). ERRORS: not_found for what cannot be such an id.
/// `draft_mark`: the `d` of the link, by which the trail says whose mail it was; it may be empty.
Task<Result<std::optional<std::string>>> unsubscribe(Services& services, std::string unsubscribe_id,
                                                     std::string draft_mark = {});

/// Learns from a mail of ours whose link it carries, and does what somebody asked for by it meanwhile.
/// REQUIRES: it is ours, by proof.
Result<Unit> read_unsubscribe_link(Services& services, Tx& tx, const Message& message, Instant now);

}  // namespace sa
