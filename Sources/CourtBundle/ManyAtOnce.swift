internal import Dispatch
internal import Foundation
internal import Synchronization

/// Work on numbered things that waits for a device, on more threads than there are cores.
enum ManyAtOnce {
    /// As many as the system can gather into few accesses.
    private static let width = 16

    /// Runs `work` for 0 ..< `count`, in no order; the first error stops everyone from taking up more, and is thrown.
    static func run(
        _ count: Int,
        _ work: @escaping @Sendable (Int) throws(BundleWriterError) -> Void
    ) throws(BundleWriterError) {
        let state = Mutex(State())
        let group = DispatchGroup()
        for _ in 0..<min(width, count) {
            group.enter()
            Thread.detachNewThread {
                defer { group.leave() }
                while let index = state.withLock({ $0.take(below: count) }) {
                    do throws(BundleWriterError) {
                        try work(index)
                    } catch {
                        state.withLock { $0.failure = $0.failure ?? error }
                    }
                }
            }
        }
        group.wait()
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    private struct State {
        var next = 0
        var failure: BundleWriterError?

        mutating func take(below count: Int) -> Int? {
            guard failure == nil, next < count else { return nil }
            next += 1
            return next - 1
        }
    }
}
