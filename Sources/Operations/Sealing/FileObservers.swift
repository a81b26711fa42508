internal import Custody
internal import Foundation
internal import LedgerStore

/// As many observers as there are cores, for any number of threads: to look costs processor time, and each observer has a
/// process of its own, which more threads than cores would only multiply.
///
/// `@unchecked Sendable`: the observers at rest are used between `lock` and `unlock` only, and one that is lent is one
/// thread's.
final class FileObservers: @unchecked Sendable {
    private let condition = NSCondition()
    private var atRest: [FileObserver] = []
    private var unmade = ProcessInfo.processInfo.activeProcessorCount

    /// Looks at the open file `source`, which was received under `name`, once an observer is free.
    func observe(_ source: SourceFile, name: ReceivedName) -> FileObservation {
        let observer = borrow()
        defer { giveBack(observer) }
        return observer.observe(source, name: name)
    }

    private func borrow() -> FileObserver {
        condition.withLock {
            while true {
                if let observer = atRest.popLast() { return observer }
                if unmade > 0 {
                    unmade -= 1
                    return FileObserver()
                }
                condition.wait()
            }
        }
    }

    private func giveBack(_ observer: FileObserver) {
        condition.withLock {
            atRest.append(observer)
            condition.signal()
        }
    }
}
