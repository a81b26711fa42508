internal import Glibc
internal import Synchronization

/// The line of standard error that says how far an operation has come; steps may come from several threads.
final class ProgressLine: Sendable {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let isOpen = Mutex(false)

    /// Shows `text`.
    ///
    /// On a terminal a counter rewrites its own line; elsewhere only its last step is a line.
    func show(_ text: String, isLast: Bool, replaces: Bool) {
        isOpen.withLock { isOpen in
            let shown = text.printable
            guard isTerminal else {
                if isLast { Terminal.write(shown + "\n", to: STDERR_FILENO) }
                return
            }
            let start = isOpen ? (replaces ? "\r\u{1B}[K" : "\n") : ""
            Terminal.write(start + shown.shortened(to: Terminal.width - 1), to: STDERR_FILENO)
            isOpen = true
        }
    }

    /// Leaves the line, so that what follows begins a new one.
    func end() {
        isOpen.withLock { isOpen in
            if isOpen { Terminal.write("\n", to: STDERR_FILENO) }
            isOpen = false
        }
    }
}
