// Nothing but the precompiled header of the tests (tests/CMakeLists.txt) is made from this file.
