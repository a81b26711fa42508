#include "confinement.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

long scelle_send_file(int socket, const void *bytes, size_t count, int file) {
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control;
    memset(&control, 0, sizeof control);
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &file, sizeof(int));
    return sendmsg(socket, &message, MSG_NOSIGNAL);
}

long scelle_receive_file(int socket, void *bytes, size_t count, int *file) {
    struct iovec part = {.iov_base = bytes, .iov_len = count};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control;
    memset(&control, 0, sizeof control);
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    *file = -1;
    ssize_t received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (received < 0) return received;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS
        && header->cmsg_len == CMSG_LEN(sizeof(int)))
        memcpy(file, CMSG_DATA(header), sizeof(int));
    return received;
}

int64_t scelle_size(int file) {
    struct stat status;
    if (syscall(SYS_fstat, file, &status) != 0 || !S_ISREG(status.st_mode)) return -1;
    return status.st_size;
}

long scelle_send(int socket, const void *bytes, size_t count) {
    return send(socket, bytes, count, MSG_NOSIGNAL);
}

static int scelle_limit(int what, rlim_t value) {
    struct rlimit limit = {.rlim_cur = value, .rlim_max = value};
    return setrlimit(what, &limit);
}

int scelle_confine(uint64_t memory, uint64_t seconds) {
    if (scelle_limit(RLIMIT_CORE, 0) || scelle_limit(RLIMIT_FSIZE, 0) || scelle_limit(RLIMIT_NPROC, 0)
        || scelle_limit(RLIMIT_NOFILE, 16) || scelle_limit(RLIMIT_CPU, seconds) || scelle_limit(RLIMIT_AS, memory))
        return -1;
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
        || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return -1;
#if defined(__x86_64__)
#define SCELLE_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define SCELLE_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "no filter of system calls for this architecture"
#endif
#define SCELLE_ALLOW(call) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define SCELLE_KILL(call) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
    struct sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SCELLE_ARCHITECTURE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        SCELLE_ALLOW(pread64),
        SCELLE_ALLOW(read),
        SCELLE_ALLOW(recvmsg),
        SCELLE_ALLOW(sendto),
        SCELLE_ALLOW(close),
        SCELLE_ALLOW(fstat),
        SCELLE_ALLOW(lseek),
        SCELLE_ALLOW(brk),
        SCELLE_ALLOW(munmap),
        SCELLE_ALLOW(mremap),
        SCELLE_ALLOW(madvise),
        SCELLE_ALLOW(futex),
        SCELLE_ALLOW(getrandom),
        SCELLE_ALLOW(clock_gettime),
        SCELLE_ALLOW(sched_yield),
        SCELLE_ALLOW(rt_sigprocmask),
        SCELLE_ALLOW(rt_sigaction),
        SCELLE_ALLOW(rt_sigreturn),
        SCELLE_ALLOW(gettid),
        SCELLE_ALLOW(getpid),
        SCELLE_ALLOW(exit),
        SCELLE_ALLOW(exit_group),
        SCELLE_KILL(execve),
        SCELLE_KILL(execveat),
        SCELLE_KILL(socket),
        SCELLE_KILL(ptrace),
        SCELLE_KILL(process_vm_readv),
        SCELLE_KILL(process_vm_writev),
        SCELLE_KILL(io_uring_setup),
        // Memory may be had and protected anew, never made into code: bit 2 of the third argument is PROT_EXEC.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_mmap, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_mprotect, 0, 4),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 4, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        // Everything else, opening a file among it, is refused and said so: libraries ask for more than they need.
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    };
#undef SCELLE_ALLOW
#undef SCELLE_KILL
#undef SCELLE_ARCHITECTURE
    struct sock_fprog filter = {.len = sizeof program / sizeof program[0], .filter = program};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}
