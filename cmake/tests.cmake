# Everything CTest runs: unit tests per room, the layer check, fuzz corpora.
# A GoogleTest program writes its cases to <build>/test-results/<name>.xml; test.sh counts those.

set(test_results_dir ${PROJECT_BINARY_DIR}/test-results)

# add_unit_tests(<room>): tests/unit/<room>/**/*_test.cpp (and helpers beside them) become unit_<room>.
function(add_unit_tests room)
  set(dir ${PROJECT_SOURCE_DIR}/tests/unit/${room})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${dir}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_unit_program(unit_${room} ${room} ${sources})
endfunction()

# tests/allocations: counts what is allocated, so it replaces the allocator and is a program of its own. That of
# ThreadSanitizer cannot be replaced.
function(add_allocation_tests)
  if(WEBCHATS_SANITIZER STREQUAL "thread")
    return()
  endif()
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/allocations/*_test.cpp)
  add_unit_program(unit_allocations socketio ${sources})
  set_target_properties(unit_allocations PROPERTIES UNOPTIMISED NO)
endfunction()

# add_unit_program(<target> <room> <sources…>): a GoogleTest program for CTest.
function(add_unit_program target room)
  add_executable(${target} ${ARGN})
  # With the sanitizers in, optimising the tests themselves takes the compiler as long as all the rest of them.
  set_target_properties(${target} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests UNOPTIMISED YES)
  target_link_libraries(${target} PRIVATE
    webchats::options webchats_test_support webchats::${room} GTest::gmock_main)
  precompile(${target} <gmock/gmock.h> <gtest/gtest.h>)
  add_test(NAME ${target} COMMAND ${target} --gtest_brief=1 --gtest_output=xml:${test_results_dir}/${target}.xml)
  set_tests_properties(${target} PROPERTIES TIMEOUT 300 LABELS unit)
  add_dependencies(unit_tests ${target})
endfunction()

# tests/support: what unit tests share (memory stream, fake clock, for_each_split); "support/x.hpp".
# Only the files a test uses are linked, so the library names no room.
function(add_test_support)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/support/*.cpp)
  if(sources)
    add_library(webchats_test_support STATIC ${sources})
    target_link_libraries(webchats_test_support PRIVATE webchats::options PUBLIC webchats::base webchats::asio GTest::gmock)
    set(scope PUBLIC)
  else()
    add_library(webchats_test_support INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(webchats_test_support ${scope} ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/src)
  target_compile_definitions(webchats_test_support ${scope}
    WEBCHATS_TEST_VECTORS="${PROJECT_SOURCE_DIR}/tests/vectors")
endfunction()

# add_fuzzer(<name> <room> <file>): under the fuzz preset a libFuzzer program fuzz/<name>; otherwise the same
# function behind a main that replays tests/fuzz/corpus/<name>, run by CTest.
function(add_fuzzer name room file)
  add_executable(${name} ${file})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzz)
  target_link_libraries(${name} PRIVATE webchats::options webchats_test_support webchats::${room})
  add_dependencies(fuzzers ${name})
  if(WEBCHATS_FUZZ)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    return()
  endif()
  target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/fuzz/replay_main.cpp)
  add_test(NAME ${name} COMMAND ${name} ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 120 LABELS fuzz)
endfunction()

# tests/fuzz/fuzz_<room>_<what>.cpp: the name says which room it needs.
function(add_fuzzers)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_*.cpp)
  foreach(source IN LISTS sources)
    cmake_path(GET source STEM name)
    string(REGEX REPLACE "^fuzz_([a-z0-9]+).*$" "\\1" room ${name})
    if(NOT TARGET webchats::${room})
      message(FATAL_ERROR "${source}: fuzz_<room>_<what>.cpp must name a room, '${room}' is none")
    endif()
    add_fuzzer(${name} ${room} ${source})
  endforeach()
endfunction()

# A wrong include fails here; so does a check that no longer notices one.
function(add_layer_checks)
  set(check ${PROJECT_SOURCE_DIR}/tests/layers/check.sh)
  add_test(NAME layers COMMAND ${check} ${PROJECT_BINARY_DIR}/rooms.txt ${PROJECT_SOURCE_DIR}/src)
  add_test(NAME layers_check_notices COMMAND ${PROJECT_SOURCE_DIR}/tests/layers/selftest.sh ${check})
  set_tests_properties(layers layers_check_notices PROPERTIES LABELS layers)
endfunction()

function(add_all_tests)
  find_package(GTest REQUIRED)
  file(MAKE_DIRECTORY ${test_results_dir})
  add_custom_target(unit_tests)
  add_custom_target(fuzzers)
  add_test_support()
  get_property(rooms GLOBAL PROPERTY webchats_rooms)
  foreach(room IN LISTS rooms)
    add_unit_tests(${room})
  endforeach()
  add_allocation_tests()
  add_fuzzers()
  add_layer_checks()
endfunction()
