#include "store/engine/onlooker.h"

#include "store/engine/db.h"

namespace sa {

void OnlookerExecutor::post(std::function<void()> work) {
  inner_.post([this, work = std::move(work)] { run(work); });
}

void OnlookerExecutor::run(const std::function<void()>& work) {
  const Executor::Scope executor(this);
  const Onlooker::Scope onlooker(&onlooker_);
  work();
}

Result<Value> current_sight(ReadTx& tx) {
  if (!Onlooker::current()) return Value(std::string("*"));
  TRY(std::string sight, Onlooker::current()->sight(tx));
  return Value(std::move(sight));
}

}  // namespace sa
