// StopSignal: waits for SIGTERM and SIGINT instead of being interrupted by them.
// THREADS: made on the main thread before there are others, so that all of them inherit the blocked signals.
#pragma once

namespace sa {

class StopSignal {
 public:
  StopSignal();
  /// Returns when the first of them arrives. From then on a second one ends the program at once, as it would have.
  void wait();
};

}  // namespace sa
