// statx(2) and statfs(2): glibc declares the first for _GNU_SOURCE only, which Swift's module of glibc does not set;
// that module leaves out the second.
#ifndef SCELLE_CFILES_SHIM_H
#define SCELLE_CFILES_SHIM_H

#include <fcntl.h>
#include <linux/stat.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

// The inode of what stands at `path`, a link itself and not its target, and its time of birth in seconds since 1970;
// `has_birth` is 0 where the file system keeps none. Answers -1 and sets errno when nothing can be told.
static inline int scelle_file_identity(const char *path, uint64_t *inode, int64_t *born, int *has_birth) {
    struct statx status;
    memset(&status, 0, sizeof status);
    if (syscall(SYS_statx, AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_INO | STATX_BTIME, &status) != 0) return -1;
    *inode = status.stx_ino;
    *born = status.stx_btime.tv_sec;
    *has_birth = (status.stx_mask & STATX_BTIME) != 0;
    return 0;
}

// The magic number of the file system that holds `path`, 32 bits whatever the width and sign of the member. Answers -1 and
// sets errno when nothing can be told.
static inline int scelle_file_system_type(const char *path, uint32_t *type) {
    struct statfs status;
    if (statfs(path, &status) != 0) return -1;
    *type = (uint32_t)status.f_type;
    return 0;
}

#endif
