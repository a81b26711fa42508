// statx(2) and statfs(2): glibc declares the first for _GNU_SOURCE only, which Swift's module of glibc does not set;
// that module leaves out the second.
//
// Of glibc's headers no more is included than that: a type of theirs that came in here would belong to this module for
// Swift too.
#ifndef SCELLE_CFILES_SHIM_H
#define SCELLE_CFILES_SHIM_H

#include <linux/stat.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

// The inode of what stands at `path`, a link itself and not its target, and its time of birth in seconds since 1970;
// `has_birth` is 0 where the file system keeps none. Answers -1 and sets errno when nothing can be told.
static inline int scelle_file_identity(const char *path, uint64_t *inode, int64_t *born, int *has_birth) {
    extern long syscall(long number, ...);
    const int at_fdcwd = -100, at_symlink_nofollow = 0x100;
    struct statx status = {0};
    if (syscall(SYS_statx, at_fdcwd, path, at_symlink_nofollow, STATX_INO | STATX_BTIME, &status) != 0) return -1;
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
