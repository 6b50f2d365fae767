# Programs around the rooms: examples, load clients, peers of test suites, micro benchmarks.

# add_programs(<dir> LIBS <libraries…>): every <dir>/<name>.cpp is a program <name>, and so is every
# directory <dir>/<name>/ (all its .cpp files). They land in <build>/<dir>/<name>.
function(add_programs dir)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBS")
  file(GLOB entries CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${dir}/*)
  foreach(entry IN LISTS entries)
    cmake_path(GET entry STEM name)
    if(IS_DIRECTORY ${entry})
      file(GLOB sources CONFIGURE_DEPENDS ${entry}/*.cpp)
    elseif(entry MATCHES "\\.cpp$")
      set(sources ${entry})
    else()
      continue()
    endif()
    if(NOT sources)
      continue()
    endif()
    string(REPLACE "/" "_" target "${dir}_${name}")
    add_executable(${target} ${sources})
    set_target_properties(${target} PROPERTIES
      OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/${dir})
    target_link_libraries(${target} PRIVATE webchats::options ${arg_LIBS})
  endforeach()
endfunction()

# bench/micro/<name>_bench.cpp with Google Benchmark, only when that is installed.
function(add_micro_benchmarks)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/bench/micro/*_bench.cpp)
  find_package(benchmark QUIET)
  if(NOT sources OR NOT benchmark_FOUND)
    return()
  endif()
  add_custom_target(micro_benchmarks)
  foreach(source IN LISTS sources)
    cmake_path(GET source STEM name)
    add_executable(${name} EXCLUDE_FROM_ALL ${source})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench/micro)
    target_link_libraries(${name} PRIVATE
      webchats::options webchats::socketio $<TARGET_NAME_IF_EXISTS:webchats::store> benchmark::benchmark_main)
    add_dependencies(micro_benchmarks ${name})
  endforeach()
endfunction()
