// What Linux offers a process that guards a secret, and Swift's Glibc module leaves out: variadic calls and newer ones.
//
// No header of glibc is included but those of the bare C language: a type of glibc's that came in here would belong to
// this module for Swift, as well as to Glibc.
#ifndef SCELLE_PROCESS_H
#define SCELLE_PROCESS_H

#include <stdint.h>

/// Nobody but root may trace this process, read its memory or its environment, and no core is dumped; 0 when it is so.
int scelle_make_undumpable(void);

/// The user at the other end of a connected Unix socket, or -1: SO_PEERCRED, whose structure feature macros hide.
int64_t scelle_peer_user(int socket);

/// Milliseconds since the machine was started, those that it slept included (CLOCK_BOOTTIME); -1 where there is no such clock.
int64_t scelle_boot_milliseconds(void);

/// The spawned process begins without any descriptor from `first` on; `actions` is a posix_spawn_file_actions_t.
int scelle_close_from(void *actions, int first);

/// A descriptor that becomes readable when the process ends (Linux 5.3), or -1.
int scelle_watch_process(int process);

#endif
