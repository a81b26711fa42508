// Makes one call of a program go wrong from inside it: preloaded (LD_PRELOAD) by faults.py, never part of the product.
//
// A call is chosen by what it is about, not by its place in the order: threads share the work as they come, so that the third
// fsync of one run is another file's in the next. SCELLE_FAULT_CALL is the name of the call, SCELLE_FAULT_PATH an extended
// regular expression on the path that it names or whose descriptor it has, SCELLE_FAULT_HOW `kill`, or the number of the
// error that this call and all that are like it then return. SCELLE_FAULT_LOG is a file that gets a line for the first
// call that went wrong.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <regex.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static regex_t pattern;
static const char *chosen, *how;
static atomic_flag told = ATOMIC_FLAG_INIT;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("SCELLE_FAULT_PATH");
    how = getenv("SCELLE_FAULT_HOW");
    const char *call = getenv("SCELLE_FAULT_CALL");
    if (!path || !how || !call || regcomp(&pattern, path, REG_EXTENDED | REG_NOSUB) != 0) return;
    chosen = call;
}

static void tell(const char *call, const char *path) {
    if (atomic_flag_test_and_set(&told)) return;
    const char *log = getenv("SCELLE_FAULT_LOG");
    int file = log ? open(log, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
    if (file < 0) return;
    dprintf(file, "%s %s\n", call, path);
    close(file);
}

// Whether this call goes wrong; `errno` is set then. Returns only where the process may live.
static int goes_wrong(const char *call, const char *path) {
    if (!chosen || strcmp(chosen, call) != 0 || regexec(&pattern, path, 0, NULL, 0) != 0) return 0;
    tell(call, path);
    if (strcmp(how, "kill") == 0) {
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    errno = atoi(how);
    return 1;
}

static int descriptor_goes_wrong(const char *call, int descriptor) {
    if (!chosen || strcmp(chosen, call) != 0) return 0;
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return goes_wrong(call, path);
}

// The function that this one stands before.
#define REAL(name) \
    static typeof(&name) real; \
    if (!real) real = (typeof(&name))dlsym(RTLD_NEXT, #name)

int fsync(int file) {
    REAL(fsync);
    return descriptor_goes_wrong("fsync", file) ? -1 : real(file);
}

int fdatasync(int file) {
    REAL(fdatasync);
    return descriptor_goes_wrong("fdatasync", file) ? -1 : real(file);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
    REAL(pwrite64);
    return descriptor_goes_wrong("pwrite64", file) ? -1 : real(file, bytes, count, offset);
}

int rename(const char *old, const char *new) {
    REAL(rename);
    return goes_wrong("rename", new) ? -1 : real(old, new);
}

int renameat2(int from, const char *old, int to, const char *new, unsigned int flags) {
    REAL(renameat2);
    return goes_wrong("renameat2", new) ? -1 : real(from, old, to, new, flags);
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    return goes_wrong("mkdir", path) ? -1 : real(path, mode);
}

int connect(int descriptor, const struct sockaddr *address, socklen_t length) {
    REAL(connect);
    int is_internet = address && (address->sa_family == AF_INET || address->sa_family == AF_INET6);
    return is_internet && goes_wrong("connect", "internet") ? -1 : real(descriptor, address, length);
}
