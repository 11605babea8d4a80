#include "actions/contact/pepper.h"

#include "base/log.h"
#include "store/account/secret.h"

namespace sa {
namespace {

constexpr const char* kName = "contact_pepper";
constexpr const char* kOwner = "secrets/contact_pepper";
constexpr std::size_t kBytes = 32;

std::string new_pepper(Random& random) {
  std::string pepper(kBytes, '\0');
  random.fill(std::span(reinterpret_cast<unsigned char*>(pepper.data()), pepper.size()));
  return pepper;
}

Error cannot_open() {
  return unavailable(
      "The suppression list cannot be decrypted with this SECRET_KEY. Set the key that it was encrypted "
      "with, or put that key into SECRET_KEY_PREVIOUS.");
}

}  // namespace

Result<std::string> open_pepper(Db& db, const SecretBox& secrets, const Clock& clock, Random& random) {
  TRY(auto stored, db.read_now([](ReadTx& tx) { return find_secret(tx, kName); }));
  if (!stored) {
    const Secret made{kName, secrets.seal(new_pepper(random), kOwner, random), clock.now()};
    // Of two that start at once one wins, and both use its pepper.
    TRY(stored, db.write_now([&](Tx& tx) -> Result<std::optional<Secret>> {
      TRY_OK(insert_secret(tx, made));
      return find_secret(tx, kName);
    }));
  }
  auto pepper = secrets.open(stored->sealed, kOwner);
  if (!pepper) return cannot_open();
  if (!secrets.is_current(stored->sealed)) {
    const Secret anew{kName, secrets.seal(*pepper, kOwner, random), clock.now()};
    TRY_OK(db.write_now([&](Tx& tx) { return replace_secret(tx, anew, stored->sealed); }));
    log_event(LogLevel::info, "secret_sealed_anew", {{"name", kName}});
  }
  return *std::move(pepper);
}

}  // namespace sa
