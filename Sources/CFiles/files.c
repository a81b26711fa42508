#define _GNU_SOURCE
#include "files.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/vfs.h>

int scelle_file_identity(const char *path, uint64_t *inode, int64_t *born, int *has_birth) {
    struct statx status;
    if (statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_INO | STATX_BTIME, &status) != 0) return -1;
    *inode = status.stx_ino;
    *born = status.stx_btime.tv_sec;
    *has_birth = (status.stx_mask & STATX_BTIME) != 0;
    return 0;
}

int scelle_file_system_type(const char *path, uint32_t *type) {
    struct statfs status;
    if (statfs(path, &status) != 0) return -1;
    *type = (uint32_t)status.f_type;
    return 0;
}

void scelle_begin_writing(int descriptor, int64_t offset, int64_t count) {
    (void)sync_file_range(descriptor, offset, count, SYNC_FILE_RANGE_WRITE);
}

int scelle_finish_writing(int descriptor, int64_t offset, int64_t count) {
    return sync_file_range(
        descriptor, offset, count,
        SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
}

int scelle_o_direct(void) {
    return O_DIRECT;
}

int scelle_rename_new(const char *old, const char *new) {
    return renameat2(AT_FDCWD, old, AT_FDCWD, new, RENAME_NOREPLACE);
}
