// statx(2), statfs(2), sync_file_range(2), renameat2(2) and O_DIRECT: glibc declares all but the second for _GNU_SOURCE only, which
// Swift's module of glibc does not set; that module leaves out the second.
//
// No header of glibc is included but those of the bare C language: a type of glibc's that came in here would belong to
// this module for Swift, as well as to Glibc.
#ifndef SCELLE_FILES_H
#define SCELLE_FILES_H

#include <stdint.h>

/// The inode of what stands at `path`, a link itself and not its target, and its time of birth in seconds since 1970;
/// `has_birth` is 0 where the file system keeps none. Answers -1 and sets errno when nothing can be told.
int scelle_file_identity(const char *path, uint64_t *inode, int64_t *born, int *has_birth);

/// The magic number of the file system that holds `path`, 32 bits whatever the width and sign of the member. Answers -1
/// and sets errno when nothing can be told.
int scelle_file_system_type(const char *path, uint32_t *type);

/// Has the system begin to write `count` bytes of an open file from `offset` on to the device, and returns at once. A hint:
/// what is durable is fsync's to say.
void scelle_begin_writing(int descriptor, int64_t offset, int64_t count);

/// Has `count` bytes of an open file from `offset` on written to the device, and waits until it has them. Answers -1 and sets errno
/// when that failed. What the file is called and how long it is remains fsync's to make durable.
int scelle_finish_writing(int descriptor, int64_t offset, int64_t count);

/// O_DIRECT, whose value is the processor's.
int scelle_o_direct(void);

/// Renames `old` to `new`, where nothing may stand (EEXIST). Answers -1 and sets errno, EINVAL where the file system cannot
/// rename under that condition.
int scelle_rename_new(const char *old, const char *new);

#endif
