internal import Glibc

/// What the program asks of the system before it reads a word of its command line.
enum ProcessGuards {
    /// Files are the person's alone, memory is never dumped to disk, and a closed pipe is an answer rather than an end.
    static func raise() {
        umask(0o077)
        // A core dump would hold keys and evidence in clear. A limit of 0 does not stop dumps that the system pipes to a
        // program; 1 does, and is too small for a file. PR_SET_DUMPABLE would do both, but it also takes /dev/fd from the
        // person's own shell, through which passphrases are handed over.
        var none = rlimit(rlim_cur: 1, rlim_max: 1)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        // A write to an authority that hung up must fail, not kill what was about to be committed.
        signal(SIGPIPE, SIG_IGN)
        // A file that may not grow further (RLIMIT_FSIZE) must fail with EFBIG, and be named; not end the program.
        signal(SIGXFSZ, SIG_IGN)
        // Swift's runtime can answer a crash with a backtrace that shows registers and the memory they point to, passphrases
        // and evidence included, if SWIFT_BACKTRACE asks for it. It puts its handlers in place before main; here they go.
        for number in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] { signal(number, SIG_DFL) }
    }
}
