// without_io_uring PROGRAM ARGUMENTS…: runs a program for which the kernel refuses io_uring, as in many containers.
#include <cstdio>
#include <unistd.h>

#include "../support/refuse_calls.hpp"

int main(int argc, char** argv) {
  if (argc < 2 || !webchats::test::refuse_call(SYS_io_uring_setup)) {
    std::fputs("without_io_uring: a program is wanted, and a kernel with seccomp filters\n", stderr);
    return 125;
  }
  ::execvp(argv[1], argv + 1);
  std::perror(argv[1]);
  return 126;
}
