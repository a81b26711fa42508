import Dispatch
import Foundation
import Synchronization

extension Array where Element: Sendable {
    /// The results of `transform` in the order of the elements, computed on all cores.
    ///
    /// Checking a signature costs some hundred microseconds and depends on nothing else; a few elements at a time keep
    /// the cost of handing out work small.
    func concurrentMap<Result: Sendable>(stride: Int = 8, _ transform: @Sendable (Element) -> Result) -> [Result] {
        [Result](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            // Each turn initialises elements of its own, and all have ended when `concurrentPerform` returns.
            nonisolated(unsafe) let slots = buffer
            DispatchQueue.concurrentPerform(iterations: (count + stride - 1) / stride) { turn in
                for index in (turn * stride)..<Swift.min((turn + 1) * stride, count) {
                    slots.initializeElement(at: index, to: transform(self[index]))
                }
            }
            initializedCount = count
        }
    }
}

/// The numbers below a count, each taken on once by one of several threads, under way on the other cores from `begin` on.
///
/// Whoever waits for the end waits for numbers that were taken on, never for a thread to begin: where all threads of the system's
/// pool are busy, as they are while a bundle is digested, it may give no other for a second.
final class SharedTurns: Sendable {
    private let count: Int
    private let stride: Int
    /// The first number that nobody has taken on.
    private let next = Atomic<Int>(0)
    /// How many have ended.
    private let ended = Atomic<Int>(0)
    private let allEnded = DispatchSemaphore(value: 0)

    /// The numbers below `count`; a thread takes on `stride` at once.
    init(count: Int, stride: Int) {
        self.count = count
        self.stride = stride
    }

    /// Has the other cores call `turn` with numbers.
    func begin(_ turn: @escaping @Sendable (Int) -> Void) {
        for _ in 1..<max(2, ProcessInfo.processInfo.activeProcessorCount) {
            DispatchQueue.global().async { self.work(turn) }
        }
    }

    /// Calls `turn` with the numbers that nobody has taken on, and waits until all have ended; to be called once.
    func finish(_ turn: (Int) -> Void) {
        work(turn)
        if count > 0 { allEnded.wait() }
    }

    private func work(_ turn: (Int) -> Void) {
        while case let start = next.wrappingAdd(stride, ordering: .relaxed).oldValue, start < count {
            let end = min(start + stride, count)
            for number in start..<end { turn(number) }
            // What a turn wrote is read by whoever waits: the semaphore orders the one after the other.
            if ended.wrappingAdd(end - start, ordering: .acquiringAndReleasing).newValue == count { allEnded.signal() }
        }
    }
}

/// The results of `transform`, under way on the other cores from the moment this is made: whoever made it may do something
/// else meanwhile, and joins in when it asks for the results.
final class OverlappedMap<Element: Sendable, Result: Sendable>: Sendable {
    private let elements: [Element]
    private let transform: @Sendable (Element) -> Result
    /// Two at once: whoever is done waits for no more than these.
    private let turns: SharedTurns
    // Each element's slot is written by the one thread that took it on, and read when all have ended.
    nonisolated(unsafe) private let slots: UnsafeMutableBufferPointer<Result>

    /// Begins.
    init(_ elements: [Element], transform: @escaping @Sendable (Element) -> Result) {
        self.elements = elements
        self.transform = transform
        turns = SharedTurns(count: elements.count, stride: 2)
        slots = .allocate(capacity: elements.count)
        // A thread that comes late, when all is done, must not have kept the elements until then.
        turns.begin { [weak self] in self?.work($0) }
    }

    /// The results in the order of the elements; to be asked for once.
    func results() -> [Result] {
        turns.finish(work)
        return [Result](unsafeUninitializedCapacity: elements.count) { buffer, initializedCount in
            initializedCount = buffer.moveInitialize(fromContentsOf: slots)
        }
    }

    private func work(_ index: Int) {
        slots.initializeElement(at: index, to: transform(elements[index]))
    }

    deinit {
        // Nothing is left in it: the results were moved out. Where nobody asked for them, they are not released, only lost.
        slots.deallocate()
    }
}
