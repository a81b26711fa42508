#define _GNU_SOURCE
#include "process.h"

#include <spawn.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int scelle_make_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

int64_t scelle_peer_user(int socket) {
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0 || length != sizeof peer) return -1;
    return peer.uid;
}

int64_t scelle_boot_milliseconds(void) {
    struct timespec time;
    if (clock_gettime(CLOCK_BOOTTIME, &time) != 0) return -1;
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

int scelle_close_from(void *actions, int first) { return posix_spawn_file_actions_addclosefrom_np(actions, first); }

// By number: the headers of Debian 12 know it, older ones do not.
int scelle_watch_process(int process) { return (int)syscall(434, process, 0); }
