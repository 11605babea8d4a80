# Builds tools/embed.cc and runs it: SA_EMBEDDED_SOURCES (the data as objects) and SA_QUERY_SOURCES (queries.h, .cc).
add_executable(embed ${CMAKE_SOURCE_DIR}/tools/embed.cc)
set(generated ${CMAKE_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${generated})

file(GLOB_RECURSE embedded_files RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS
  ${CMAKE_SOURCE_DIR}/sql/migrations/*.sql ${CMAKE_SOURCE_DIR}/policy/*.json ${CMAKE_SOURCE_DIR}/prompts/*.md
  ${CMAKE_SOURCE_DIR}/samples/* ${CMAKE_SOURCE_DIR}/src/api/docs/* ${CMAKE_SOURCE_DIR}/web/dist/*)
list(TRANSFORM embedded_files PREPEND ${CMAKE_SOURCE_DIR}/ OUTPUT_VARIABLE embedded_paths)
add_custom_command(
  OUTPUT ${generated}/embedded.S ${generated}/embedded.cc
  COMMAND embed files ${generated}/embedded.S ${generated}/embedded.cc ${CMAKE_SOURCE_DIR} ${embedded_files}
  DEPENDS embed ${embedded_paths} VERBATIM)
# The assembler reads the files themselves: it runs again when one of them changes.
set_source_files_properties(${generated}/embedded.S PROPERTIES OBJECT_DEPENDS "${embedded_paths}")
set(SA_EMBEDDED_SOURCES ${generated}/embedded.S ${generated}/embedded.cc)

file(GLOB query_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/sql/query/*.sql)
add_custom_command(
  OUTPUT ${generated}/queries.h ${generated}/queries.cc
  COMMAND embed queries ${generated}/queries.h ${generated}/queries.cc ${query_files}
  DEPENDS embed ${query_files} VERBATIM)
set(SA_QUERY_SOURCES ${generated}/queries.h ${generated}/queries.cc)
