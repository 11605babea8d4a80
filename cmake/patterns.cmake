# The databases of patterns (docs/adr/0016): sa_patterns holds them, and whoever judges mail in earnest links it. Without Hyperscan
# there are none, and RE2 passes over each text.
# The list is made whenever a policy or the code that reads it changed, in a moment; the databases only when the list differs.
if(NOT hyperscan_FOUND)
  add_library(sa_patterns INTERFACE)
  return()
endif()
target_link_libraries(sa_mail PRIVATE PkgConfig::hyperscan)
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/mail/text/prefilter.cc PROPERTIES COMPILE_DEFINITIONS SA_HYPERSCAN)
add_executable(list_patterns ${CMAKE_SOURCE_DIR}/tools/list_patterns.cc)
target_link_libraries(list_patterns PRIVATE sa_agents sa_mail sa_core sa_base)
add_executable(compile_patterns ${CMAKE_SOURCE_DIR}/tools/compile_patterns.cc)
target_link_libraries(compile_patterns PRIVATE sa_base PkgConfig::hyperscan)

add_custom_command(OUTPUT ${generated}/patterns.txt
  COMMAND list_patterns ${generated}/patterns.txt DEPENDS list_patterns VERBATIM)
# Not when the compiler was linked again, but when its source changed: it is linked with each change below src/.
add_custom_command(OUTPUT ${generated}/patterns.bin
  COMMAND compile_patterns ${generated}/patterns.txt ${generated}/patterns.bin
  DEPENDS ${generated}/patterns.txt ${CMAKE_SOURCE_DIR}/tools/compile_patterns.cc
          ${CMAKE_SOURCE_DIR}/src/mail/text/prefilter_format.h VERBATIM)
file(GENERATE OUTPUT ${generated}/patterns.S CONTENT
"    .section .rodata
    .global sa_pattern_databases
    .balign 64
sa_pattern_databases:
    .incbin \"${generated}/patterns.bin\"
    .section .note.GNU-stack,\"\",%progbits
")
set_source_files_properties(${generated}/patterns.S PROPERTIES GENERATED TRUE OBJECT_DEPENDS ${generated}/patterns.bin)
add_library(sa_patterns OBJECT ${generated}/patterns.S)
