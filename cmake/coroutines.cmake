# g++ 12 destroys an aggregate or capturing-lambda temporary twice when it stands inside an expression with co_await
# (docs/adr/0002). A compiler that fails these shapes would corrupt memory in production, so it is refused here.
if(NOT DEFINED SA_COROUTINES_WORK)
  try_run(SA_COROUTINES_WORK SA_COROUTINES_COMPILE
    ${CMAKE_BINARY_DIR}/coroutines ${CMAKE_SOURCE_DIR}/cmake/coroutines.cc
    CMAKE_FLAGS -DCMAKE_CXX_STANDARD=20 -DCMAKE_CXX_STANDARD_REQUIRED=ON
    COMPILE_OUTPUT_VARIABLE SA_COROUTINES_OUTPUT
    RUN_OUTPUT_VARIABLE SA_COROUTINES_OUTPUT_RUN)
endif()
if(NOT SA_COROUTINES_COMPILE OR NOT SA_COROUTINES_WORK EQUAL 0)
  message(FATAL_ERROR
    "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} compiles coroutines wrongly "
    "(cmake/coroutines.cc): use clang 19, `make build` installs it.\n"
    "${SA_COROUTINES_OUTPUT}${SA_COROUTINES_OUTPUT_RUN}")
endif()
