# Rooms: the directories of src/, each one library with declared dependencies.

# add_room_directory(<name>): enters src/<name> when the room exists.
function(add_room_directory name)
  if(EXISTS ${PROJECT_SOURCE_DIR}/src/${name}/CMakeLists.txt)
    add_subdirectory(src/${name})
  endif()
endfunction()

# add_room(<name> [DEPS <rooms…>] [LIBS <libraries…>] [PRECOMPILE <headers…>]), called from src/<name>/CMakeLists.txt.
#
# Makes webchats_<name> (alias webchats::<name>) from every .cpp of the room, main.cpp excepted.
# DEPS are the rooms it may include (what those may include is included); the layer check reads them.
# LIBS are the libraries of other people; PRECOMPILE names headers of theirs that most files of the room come to read.
# Includes are written from src/: "net/loop.hpp".
function(add_room name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPS;LIBS;PRECOMPILE")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "add_room(${name}): unexpected ${arg_UNPARSED_ARGUMENTS}")
  endif()

  set(room_dir ${CMAKE_CURRENT_SOURCE_DIR})
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${room_dir}/*.hpp)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${room_dir}/*.cpp)
  list(REMOVE_ITEM sources ${room_dir}/main.cpp)

  set(target webchats_${name})
  set(deps ${arg_DEPS})
  list(TRANSFORM deps PREPEND webchats::)
  if(sources)
    set(scope PUBLIC)
    add_library(${target} STATIC ${sources})
    # Warnings are ours alone, and code generation is decided by whoever builds: neither goes into the package.
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:webchats::options>)
    precompile(${target} ${arg_PRECOMPILE})
  else()
    set(scope INTERFACE)
    add_library(${target} INTERFACE)
  endif()
  add_library(webchats::${name} ALIAS ${target})
  target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/src FILES ${headers})
  target_include_directories(${target} ${scope} $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>)
  target_compile_features(${target} ${scope} cxx_std_23)
  target_link_libraries(${target} ${scope} ${deps} ${arg_LIBS})

  set_property(GLOBAL APPEND PROPERTY webchats_rooms ${name})
  set_property(GLOBAL PROPERTY webchats_room_deps_${name} "${arg_DEPS}")
endfunction()

# write_room_declarations(<file>): one line `room: rooms it may include` per room, closed over DEPS,
# in the order of declaration. tests/layers reads it.
function(write_room_declarations file)
  get_property(rooms GLOBAL PROPERTY webchats_rooms)
  set(lines "")
  foreach(room IN LISTS rooms)
    get_property(deps GLOBAL PROPERTY webchats_room_deps_${room})
    set(closure ${room})
    foreach(dep IN LISTS deps)
      if(NOT dep IN_LIST rooms)
        message(FATAL_ERROR "add_room(${room}): ${dep} is not a room declared before it")
      endif()
      list(APPEND closure ${closure_${dep}} ${dep})
    endforeach()
    list(REMOVE_DUPLICATES closure)
    set(closure_${room} ${closure})
    list(JOIN closure " " allowed)
    string(APPEND lines "${room}: ${allowed}\n")
  endforeach()
  file(WRITE ${file}.new "${lines}")
  file(COPY_FILE ${file}.new ${file} ONLY_IF_DIFFERENT)
endfunction()
