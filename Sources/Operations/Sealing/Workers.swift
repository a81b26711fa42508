internal import Dispatch
internal import Foundation
internal import Synchronization

/// Work on numbered things, on all cores.
enum Workers {
    /// How many work at once: the cores, and as many again where work waits for a device.
    static func width(waitingForDevice: Bool) -> Int {
        ProcessInfo.processInfo.activeProcessorCount * (waitingForDevice ? 2 : 1)
    }

    /// The results of `work` for 0 ..< `count`, in that order; each worker makes itself a `Tool` that it alone uses.
    ///
    /// The first error stops everyone from taking up more, and is thrown.
    static func map<Tool, Result: Sendable>(
        _ count: Int,
        width: Int,
        tool: @Sendable () -> Tool,
        _ work: @Sendable (Int, Tool) throws -> Result
    ) throws -> [Result] {
        let state = Mutex(State<Result>(results: Array(repeating: nil, count: count)))
        DispatchQueue.concurrentPerform(iterations: min(width, count)) { _ in
            let tool = tool()
            while let index = state.withLock({ $0.take() }) {
                do {
                    let result = try work(index, tool)
                    state.withLock { $0.results[index] = result }
                } catch {
                    state.withLock { $0.failure = $0.failure ?? error }
                }
            }
        }
        return try state.withLock { state in
            if let failure = state.failure { throw failure }
            return state.results.compactMap { $0 }
        }
    }

    private struct State<Result> {
        var results: [Result?]
        var next = 0
        var failure: (any Error)?

        mutating func take() -> Int? {
            guard failure == nil, next < results.count else { return nil }
            next += 1
            return next - 1
        }
    }
}
