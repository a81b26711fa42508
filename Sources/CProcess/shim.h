// What Linux offers a process that guards a secret, and Swift's Glibc module leaves out: variadic calls and newer ones.
#ifndef SCELLE_CPROCESS_H
#define SCELLE_CPROCESS_H

#include <errno.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

/// Nobody but root may trace this process, read its memory or its environment, and no core is dumped; 0 when it is so.
static inline int scelle_make_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/// The user at the other end of a connected Unix socket, or -1: SO_PEERCRED, whose structure feature macros hide.
static inline int64_t scelle_peer_user(int socket) {
    struct { int32_t process; uint32_t user; uint32_t group; } peer;
    socklen_t length = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0 || length != sizeof peer) return -1;
    return peer.user;
}

/// Milliseconds since the machine was started, those that it slept included (CLOCK_BOOTTIME); -1 where there is no such clock.
static inline int64_t scelle_boot_milliseconds(void) {
    struct timespec time;
    if (clock_gettime(7, &time) != 0) return -1;
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

// glibc 2.34, but hidden by the feature macros that Swift imports the C library with.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);

/// The spawned process begins without any descriptor from `first` on.
static inline int scelle_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

/// A descriptor that becomes readable when the process ends (Linux 5.3), or -1.
static inline int scelle_watch_process(pid_t process) { return (int)syscall(434, process, 0); }

#endif
