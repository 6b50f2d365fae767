# add_text_tables(<target>): the tables that src/chat/text_tables.hpp declares, made by a program of the build from ICU's
# data. The server itself needs no ICU: its start and its memory stay as they are.
function(add_text_tables target)
  find_package(ICU REQUIRED COMPONENTS i18n uc)
  add_executable(${target}_maker ${PROJECT_SOURCE_DIR}/cmake/text_tables/maker.cpp)
  target_link_libraries(${target}_maker PRIVATE webchats::options ICU::i18n ICU::uc)
  target_include_directories(${target}_maker PRIVATE ${PROJECT_SOURCE_DIR}/src)

  set(out ${CMAKE_CURRENT_BINARY_DIR}/${target}.cpp)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${target}_maker ${out}
    DEPENDS ${target}_maker
    COMMENT "Making ${target}"
    VERBATIM)
  add_library(${target} STATIC ${out})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_compile_features(${target} PRIVATE cxx_std_23)
endfunction()
