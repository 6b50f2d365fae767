# Language, warnings, sanitizers and hardening. Every target of ours links webchats::options privately;
# third-party headers are system headers and keep their own warnings.

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR
    "gcc ${CMAKE_CXX_COMPILER_VERSION} miscompiles coroutines silently: an aggregate or capturing-lambda temporary "
    "inside a co_await statement is destroyed twice, and `if (co_await f())` can crash. "
    "Use clang 19 (`cmake --preset release`) or gcc 13 and newer.")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

include(CheckPIESupported)
check_pie_supported()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND PROJECT_IS_TOP_LEVEL)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  # What it asks for before it keeps what was compiled with precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
endif()

# Code generation that the whole program must agree on (sanitizers, coverage) goes to every target.
add_library(webchats_codegen INTERFACE)
target_compile_options(webchats_codegen INTERFACE
  $<$<CONFIG:Debug>:$<IF:$<BOOL:$<TARGET_PROPERTY:UNOPTIMISED>>,-O0,-Og>>
  $<$<CONFIG:Debug>:-g1 -fno-omit-frame-pointer>
  $<$<CONFIG:Release>:-O3 -g1 -fstack-protector-strong -fno-plt>)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(webchats_codegen INTERFACE $<$<CONFIG:Release>:-fcf-protection>)
endif()
target_compile_definitions(webchats_codegen INTERFACE
  $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>
  $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
target_link_options(webchats_codegen INTERFACE $<$<CONFIG:Release>:-Wl,-z,relro,-z,now -Wl,--as-needed>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_link_options(webchats_codegen INTERFACE -fuse-ld=lld)
endif()

if(WEBCHATS_SANITIZER STREQUAL "address")
  set(sanitize -fsanitize=address,undefined -fno-sanitize-recover=all)
elseif(WEBCHATS_SANITIZER STREQUAL "thread")
  set(sanitize -fsanitize=thread)
elseif(WEBCHATS_SANITIZER)
  message(FATAL_ERROR "WEBCHATS_SANITIZER is address, thread or empty, not '${WEBCHATS_SANITIZER}'")
endif()
if(WEBCHATS_FUZZ)
  list(APPEND sanitize -fsanitize=fuzzer-no-link)
endif()
if(WEBCHATS_COVERAGE)
  list(APPEND sanitize -fprofile-instr-generate -fcoverage-mapping)
endif()
target_compile_options(webchats_codegen INTERFACE ${sanitize})
target_link_options(webchats_codegen INTERFACE ${sanitize})

# Our own code, beyond that, compiles without a warning.
add_library(webchats_options INTERFACE)
add_library(webchats::options ALIAS webchats_options)
target_link_libraries(webchats_options INTERFACE webchats_codegen)
set(warnings
  -Wall -Wextra -Wpedantic $<$<BOOL:${WEBCHATS_WERROR}>:-Werror>
  -Wconversion -Wshadow -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual
  -Wcast-align -Wcast-qual -Wnull-dereference -Wdouble-promotion -Wformat=2
  -Wimplicit-fallthrough -Wundef)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  list(APPEND warnings -Wextra-semi -Wunreachable-code -Wcomma -Wloop-analysis -Wthread-safety)
endif()
target_compile_options(webchats_options INTERFACE "$<$<COMPILE_LANGUAGE:CXX>:${warnings}>")

# precompile(<target> [<headers…>]): the headers of the standard library and of others are read once for all files of
# the target. It saves a third of a build. Ours are not among them: a change of one would compile everything anew.
# Each file includes what it uses all the same; builds with CMAKE_DISABLE_PRECOMPILE_HEADERS (those of the library
# alone, and under ThreadSanitizer) and the headers' own check would not compile otherwise.
function(precompile target)
  get_target_property(sources ${target} SOURCES)
  list(LENGTH sources files)
  if(files LESS 5 OR NOT PROJECT_IS_TOP_LEVEL)
    return()
  endif()
  target_precompile_headers(${target} PRIVATE
    <algorithm> <array> <charconv> <chrono> <cstddef> <cstdint> <exception> <expected> <functional> <map> <memory>
    <mutex> <optional> <span> <sstream> <stdexcept> <string> <string_view> <system_error> <tuple> <utility> <variant>
    <vector> <fmt/format.h> ${ARGN})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()
