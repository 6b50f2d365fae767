# webchats::llhttp: Node's HTTP/1.1 parser, compiled from the C sources of Debian's node-llhttp.

find_path(LLHTTP_INCLUDE_DIR llhttp.h PATH_SUFFIXES llhttp PATHS /usr/include /usr/share/include REQUIRED)
find_path(LLHTTP_SOURCE_DIR llhttp.c PATHS /usr/share/llhttp REQUIRED NO_DEFAULT_PATH)

add_library(webchats_llhttp STATIC
  ${LLHTTP_SOURCE_DIR}/api.c ${LLHTTP_SOURCE_DIR}/http.c ${LLHTTP_SOURCE_DIR}/llhttp.c)
add_library(webchats::llhttp ALIAS webchats_llhttp)
target_include_directories(webchats_llhttp SYSTEM PUBLIC $<BUILD_INTERFACE:${LLHTTP_INCLUDE_DIR}>)
# Strict: no bare LF, no control characters in targets; both sides of the header must agree on it.
target_compile_definitions(webchats_llhttp PUBLIC LLHTTP_STRICT_MODE=1)
# The generated tables are right; clang's opinion on their style is not ours to act on.
target_compile_options(webchats_llhttp PRIVATE -w)
target_link_libraries(webchats_llhttp PRIVATE $<BUILD_INTERFACE:webchats_codegen>)
