// statx(2) and statfs(2): glibc declares the first for _GNU_SOURCE only, which Swift's module of glibc does not set;
// that module leaves out the second.
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

#endif
