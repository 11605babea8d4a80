// An agent's request to a writer of text, and the reply. The writer may be a language model or the
// `template` writer; an agent cannot tell.
//
// The three parts are kept apart on purpose: `system` is ours (prompts/<agent>.md), `facts` are what may be
// stated, `data` is what somebody else wrote. Inbound text stands in `data` alone, inside blocks that it
// cannot close (data_block), and never decides anything. THREADS: values and pure
// functions.
#pragma once

#include <boost/describe.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sa {

/// Everything that a text may state. What is not here must not be in the text.
struct WriterFacts {
  std::string purpose;               ///< "reply" to a mail, or "follow_up" of our own
  std::string topic;                 ///< the main intent of the mail, or the stage of the contact
  std::string language;              ///< ISO 639-1, or "und"
  std::string subject;               ///< the new mail's; empty where the writer finds one
  std::string recipient_name;        ///< as a person writes it; empty: not known
  std::string recipient_first_name;  ///< empty: not known
  std::string recipient_company;     ///< empty: not known
  std::string question;  ///< the sentence that asks, fit to be quoted; empty: none, or not safe to quote
  std::string time;      ///< when they propose or accept to meet or to be called, in their words; empty: none
  std::string person;    ///< whom they name as the one to talk to; empty: nobody
  std::string phone;     ///< the number on which they want to be called; empty: none
  std::string sender_name;
  std::string sender_company;
};
BOOST_DESCRIBE_STRUCT(WriterFacts, (),
                      (purpose, topic, language, subject, recipient_name, recipient_first_name,
                       recipient_company, question, time, person, phone, sender_name, sender_company))

/// The length limits of the answer, in characters.
struct WriterLimits {
  std::int64_t subject_max = 200;
  std::int64_t body_min = 1;
  std::int64_t body_max = 0;  ///< REQUIRES: set, by policy/validation.json
};
BOOST_DESCRIBE_STRUCT(WriterLimits, (), (subject_max, body_min, body_max))

struct LlmRequest {
  std::string agent;           ///< "prospecting"
  std::string prompt_version;  ///< first 12 characters of the SHA-256 of `system`
  std::string system;          ///< the text of prompts/<agent>.md
  WriterFacts facts;
  std::string data;  ///< data blocks; the only place for words of other people
  WriterLimits limits;
  boost::json::object schema;  ///< JSON Schema of the answer: writer_schema()
};
BOOST_DESCRIBE_STRUCT(LlmRequest, (), (agent, prompt_version, system, facts, data, limits, schema))

struct LlmReply {
  std::string subject;
  std::string body;
  std::string model;  ///< "template", or the model's name as the provider gives it
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  std::string fallback_reason = {};  ///< template only: why there is no text from the model that was asked
  std::string asked_model = {};      ///< whose tokens these are; empty: those of `model`
};
BOOST_DESCRIBE_STRUCT(LlmReply, (),
                      (subject, body, model, input_tokens, output_tokens, fallback_reason, asked_model))

/// The only fields that a model may fill.
struct WriterAnswer {
  std::string subject;
  std::string body;
};
BOOST_DESCRIBE_STRUCT(WriterAnswer, (), (subject, body))

/// The schema of an answer, from WriterAnswer: an object of exactly its members.
boost::json::object writer_schema(const WriterLimits& limits);
/// `text` as an answer that fits the schema. ERRORS: invalid, with everything that is wrong; nothing of `text` is in it.
Result<WriterAnswer> read_writer_answer(std::string_view text, const WriterLimits& limits);

/// `text` as a block that begins with "<<<DATA name" and ends with "DATA>>>", each on its own line. Every
/// line of `text` is indented by "| ", and control characters but line feeds are gone, so that no line of it
/// can be taken for the end of the block. At most `max_bytes` of `text` are kept; a cut is said in the
/// block's first line. REQUIRES: `name` is a word of ours.
std::string data_block(std::string_view name, std::string_view text, std::size_t max_bytes = 16384);

}  // namespace sa
