// Sessions: a person signs in with a password and gets a cookie.
#include "actions/user/session.h"

#include "api/http/address.h"
#include "api/http/auth.h"
#include "api/http/rate_limit.h"
#include "api/routes.h"
#include "api/user/me.h"

namespace sa {
namespace {

// Guessing a password of 12 characters takes more than these.
constexpr Rate kByAddress{10, 60'000};
constexpr Rate kByAccount{30, 600'000};

struct SignInInput {
  std::string email;
  std::string password;
  static std::vector<Rule> rules() {
    return {
        rule(&SignInInput::email).max_length(254).example("ana@example.com"),
        rule(&SignInInput::password).max_length(kMaxPasswordBytes).example("correct horse battery staple")};
  }
};
BOOST_DESCRIBE_STRUCT(SignInInput, (), (email, password))

bool is_secure(const Call& call) {
  return call.api.settings.public_url.starts_with("https:");
}

Task<Result<Unit>> check_rate(Call& call, std::string key, Rate rate) {
  const std::int64_t wait_s = co_await call.api.limiter->take(std::move(key), rate);
  if (wait_s > 0) co_return limited("Too many sign-in attempts. Wait a moment, then try again.", wait_s);
  co_return Unit{};
}

Task<Result<Reply<Me>>> sign_in(Call& call, SignInInput input) {
  CO_TRY_OK(check_origin(call.request, call.api.settings.allowed_origins));
  CO_TRY_OK(co_await check_rate(call, "sign_in:address:" + rate_key(call.address), kByAddress));
  CO_TRY_OK(co_await check_rate(call, "sign_in:account:" + fold_email(input.email), kByAccount));
  CO_TRY(const SignedIn signed_in,
         co_await call.api.sign_in->sign_in(std::move(input.email), std::move(input.password)));
  Reply<Me> reply(me_of(actor_of(signed_in.user)));
  reply.headers.emplace_back("Set-Cookie",
                             session_cookie(signed_in.token, kSessionMs / kSecondMs, is_secure(call)));
  co_return reply;
}

Task<Result<Reply<Nothing>>> sign_out_here(Call& call) {
  Reply<Nothing> reply(Nothing{}, 204);
  if (const auto token = find_cookie(call.request, kSessionCookie)) {
    call.api.authenticator->forget_session(*token);
    CO_TRY_OK(co_await sign_out(call.services(), std::string(*token)));
    reply.headers.emplace_back("Set-Cookie", session_cookie("", 0, is_secure(call)));
  }
  co_return reply;
}

}  // namespace

std::vector<Route> session_routes() {
  return {
      route<sign_in>(
          "sign_in", Method::POST, "/api/session", Policy::open(), "Sign in",
          {.tag = "people",
           .replay = false,
           .errors = {401, 403},
           .about = "Sets the cookie `sa_session`. Attempts are limited per address and per account."}),
      route<sign_out_here>("sign_out", Method::DELETE, "/api/session", Policy::signed_in(), "Sign out",
                           {.tag = "people", .statuses = {204}}),
  };
}

}  // namespace sa
