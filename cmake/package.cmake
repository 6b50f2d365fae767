# What `cmake --install` puts where: the library as a CMake package, the server as a component to be asked for.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# install_library(<rooms…>): the libraries of the rooms and those they are made of, headers below include/webchats, and webchatsConfig.cmake, which finds what they
# need. A room is webchats::<room> for those who use it, as in the build tree.
function(install_library)
  set(targets webchats_asio webchats_llhttp webchats_client_files)
  foreach(room IN LISTS ARGN)
    if(TARGET webchats_${room})
      list(APPEND targets webchats_${room})
    endif()
  endforeach()
  foreach(target IN LISTS targets)
    string(REPLACE "webchats_" "" name ${target})
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  endforeach()

  set(package ${CMAKE_INSTALL_LIBDIR}/cmake/webchats)
  install(TARGETS ${targets} EXPORT webchats
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library
    FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/webchats COMPONENT library)
  # With llhttp's one header beside ours, who uses the library needs no package of llhttp.
  install(FILES ${LLHTTP_INCLUDE_DIR}/llhttp.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/webchats COMPONENT library)
  target_include_directories(webchats_llhttp INTERFACE
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/webchats>)
  install(EXPORT webchats NAMESPACE webchats:: FILE webchatsTargets.cmake DESTINATION ${package} COMPONENT library)

  configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/webchatsConfig.cmake.in webchatsConfig.cmake
    INSTALL_DESTINATION ${package})
  write_basic_package_version_file(webchatsConfigVersion.cmake COMPATIBILITY SameMinorVersion)
  install(FILES
    ${CMAKE_CURRENT_BINARY_DIR}/webchatsConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/webchatsConfigVersion.cmake
    DESTINATION ${package} COMPONENT library)
endfunction()

# install_server(): `cmake --install <build> --component server` installs bin/webchats, if it is built.
function(install_server)
  if(TARGET webchats)
    install(TARGETS webchats RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT server EXCLUDE_FROM_ALL)
  endif()
endfunction()
