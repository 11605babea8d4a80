// The MIME tree of a raw mail as a flat list of parts that point into it. Our own splitter, without
// recursion, because GMime's parser recurses with the nesting of its input; GMime reads the fields and
// decodes the bodies. Owned by the caller; valid as long as the raw bytes are. THREADS: pure functions.
// SOURCE: RFC 2045, 2046 5.1, 2231, 2183.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mail/mime/message.h"

namespace sa {

struct HeaderField {
  std::string name;   ///< as written
  std::string value;  ///< unfolded, not decoded, without NUL
};

struct Part {
  std::vector<HeaderField> headers;
  std::string type;  ///< "text/plain", lower case
  std::string charset;
  std::string boundary;
  std::string name;         ///< file name, decoded
  std::string disposition;  ///< "attachment", "inline", or empty
  std::string encoding;     ///< Content-Transfer-Encoding, lower case
  std::string report_type;
  bool flowed = false;  ///< format=flowed (RFC 3676)
  bool delete_space = false;
  bool has_type = false;  ///< a Content-Type was there
  std::string_view body;  ///< encoded bytes; for a multipart its whole inside
  int parent = -1;        ///< its index in the list
  int depth = 0;
  bool in_attached_message = false;  ///< inside a message/rfc822

  const HeaderField* find(std::string_view name) const;
};

struct PartList {
  std::vector<Part> parts;       ///< in document order; the first is the mail itself
  std::vector<std::string> cut;  ///< what was left out, in words
};

/// REQUIRES: `raw` outlives the result, and lines end in LF or CRLF.
PartList split_parts(std::string_view raw, const ParseLimits& limits);

/// The body without its transfer encoding; a broken encoding gives what could be read.
std::string decode_body(const Part& part);

}  // namespace sa
