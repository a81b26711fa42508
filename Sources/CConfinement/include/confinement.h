// What a process that reads hostile files needs of Linux, and Swift cannot say: descriptors sent over a socket, whose
// control messages are macros, and limits on oneself, which are macros and a program for the kernel.
//
// No header of glibc is included but those of the bare C language: a type of glibc's that came in here would belong to
// this module for Swift, as well as to Glibc.
#ifndef SCELLE_CONFINEMENT_H
#define SCELLE_CONFINEMENT_H

#include <stddef.h>
#include <stdint.h>

/// Sends `count` bytes with the descriptor `file` over the socket; what sendmsg(2) returns. Never raises SIGPIPE.
long scelle_send_file(int socket, const void *bytes, size_t count, int file);

/// Receives up to `count` bytes and the one descriptor that came with them, or -1, into `file`; what recvmsg(2) returns.
long scelle_receive_file(int socket, void *bytes, size_t count, int *file);

/// The size of the regular file `file`; -1 for anything else. By the call itself: the C library's fstat takes a path too.
int64_t scelle_size(int file);

/// Sends plain bytes; what send(2) returns. Never raises SIGPIPE.
long scelle_send(int socket, const void *bytes, size_t count);

/// Gives up, for good, everything but computing, reading descriptors that are open or handed over, and answering.
///
/// 0 when every part took hold. `memory` bytes of address space, `seconds` of processor time in the whole life; no byte
/// into any file, no new process, no new privileges, no dump, and of the kernel's calls those below.
int scelle_confine(uint64_t memory, uint64_t seconds);

#endif
