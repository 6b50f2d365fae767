# embed_page(<target> <dist> <placeholder>): a library with the files of <dist>, or of <placeholder> when
# <dist>/index.html does not exist, behind webchats::app::page_files() (src/app/page.hpp).
#
# The bytes enter through .incbin, so megabytes of page cost the compiler nothing. x.br and x.gz beside a
# file x are its compressed forms, not files of their own. The choice is made again at every build.
function(embed_page target dist placeholder)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${dist}/*)
  if(${dist}/index.html IN_LIST files)
    set(root ${dist})
  else()
    set(root ${placeholder})
    file(GLOB_RECURSE files CONFIGURE_DEPENDS ${placeholder}/*)
    if(CMAKE_BUILD_TYPE STREQUAL "Release")
      message(STATUS "web/dist is not built: the binary will hold a placeholder page")
    endif()
  endif()

  set(out ${CMAKE_CURRENT_BINARY_DIR}/${target})
  add_custom_command(
    OUTPUT ${out}.S ${out}.cpp
    COMMAND ${CMAKE_COMMAND} -D root=${root} -D out=${out} -P ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    COMMENT "Embedding the web page"
    VERBATIM)
  add_library(${target} STATIC ${out}.S ${out}.cpp)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src)
endfunction()
