internal import Glibc

/// The right to grow one case: held from reading the ledger's head to the commit, so that no two processes sign the
/// same index.
///
/// A `flock(2)` on `<case>/lock`: the kernel gives it back when the process ends, however it ends.
package final class CaseLock: Sendable {
    private let descriptor: Int32

    /// How often the lock is tried for: ten seconds.
    package static let usualAttempts = 100

    /// Takes the lock of `folder`, trying up to `attempts` times, a tenth of a second apart.
    ///
    /// `waiting` is called once, when somebody else has it.
    package init(
        _ folder: CaseFolder,
        attempts: Int = CaseLock.usualAttempts,
        waiting: () -> Void = {}
    ) throws(CaseLockError) {
        let descriptor = open(folder.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .fileSystem(FileSystemError(.open, folder.lock)) }
        var remaining = attempts
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EINTR { continue }
            if code == EWOULDBLOCK, remaining == attempts, attempts > 1 { waiting() }
            remaining -= 1
            guard code == EWOULDBLOCK, remaining > 0 else {
                close(descriptor)
                throw code == EWOULDBLOCK
                    ? .held(folder.path) : .fileSystem(FileSystemError(.lock, folder.lock, code: code))
            }
            usleep(100_000)
        }
        self.descriptor = descriptor
    }

    /// Whether somebody holds the lock of `folder` now; nothing is made or taken to find out.
    package static func isHeld(_ folder: CaseFolder) -> Bool {
        let descriptor = open(folder.lock, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    deinit {
        close(descriptor)
    }
}

extension CaseFolder {
    /// Runs `body` while holding the case's lock; `body` never waits for the network.
    ///
    /// `waiting` is called once, when somebody else holds it.
    @discardableResult
    package func withLock<Result>(
        attempts: Int = CaseLock.usualAttempts,
        waiting: () -> Void = {},
        _ body: () throws -> Result
    ) throws -> Result {
        let lock = try CaseLock(self, attempts: attempts, waiting: waiting)
        return try withExtendedLifetime(lock) { try body() }
    }
}

/// Why the lock of a case was not taken.
package enum CaseLockError: Error, Hashable, Sendable {
    /// Another scelle is at work on the case at this path.
    case held(String)
    case fileSystem(FileSystemError)
}
