# webchats::asio: Boost.Asio compiled once, so that a header of ours costs declarations only.
# OpenSSL belongs to it, because Asio's TLS streams are compiled in the same place.

find_package(Boost 1.81 REQUIRED CONFIG COMPONENTS headers)
find_package(OpenSSL 3 REQUIRED)
find_package(Threads REQUIRED)

add_library(webchats_asio STATIC ${PROJECT_SOURCE_DIR}/cmake/third_party/asio.cpp)
add_library(webchats::asio ALIAS webchats_asio)
target_compile_definitions(webchats_asio PUBLIC
  BOOST_ASIO_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(webchats_asio
  PUBLIC Boost::headers OpenSSL::SSL OpenSSL::Crypto Threads::Threads
  PRIVATE $<BUILD_INTERFACE:webchats_codegen>)
