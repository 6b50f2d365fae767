# embed_files(<target> ROOT <directory> HEADER <header> NAMESPACE <ns> FUNCTION <f>): a library with the files below
# <directory> behind <ns>::<f>(), which <header> declares as a span of http::embedded_file. Without the directory, none.
#
# The bytes enter through .incbin, so megabytes cost the compiler nothing. x.br and x.gz beside a file x are its compressed
# forms, not files of their own. The list is made again at every build.
function(embed_files target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "ROOT;HEADER;NAMESPACE;FUNCTION" "")
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${arg_ROOT}/*)
  if(NOT files)
    set(arg_ROOT "")
  endif()

  set(out ${CMAKE_CURRENT_BINARY_DIR}/${target})
  add_custom_command(
    OUTPUT ${out}.S ${out}.cpp
    COMMAND ${CMAKE_COMMAND} -D root=${arg_ROOT} -D out=${out} -D header=${arg_HEADER} -D namespace=${arg_NAMESPACE}
            -D function=${arg_FUNCTION} -P ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    COMMENT "Embedding ${target}"
    VERBATIM)
  add_library(${target} STATIC ${out}.S ${out}.cpp)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_compile_features(${target} PRIVATE cxx_std_23)
endfunction()

# page_directory(<variable> <dist> <placeholder>): <dist> once <dist>/index.html exists, before that <placeholder>.
function(page_directory variable dist placeholder)
  file(GLOB index CONFIGURE_DEPENDS ${dist}/index.html)
  if(index)
    set(${variable} ${dist} PARENT_SCOPE)
    return()
  endif()
  set(${variable} ${placeholder} PARENT_SCOPE)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    message(STATUS "web/dist is not built: the binary will hold a placeholder page")
  endif()
endfunction()
