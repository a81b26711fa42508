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

/// The results of `transform`, under way on the other cores from the moment this is made: whoever made it may do something
/// else meanwhile, and joins in when it asks for the results.
final class OverlappedMap<Element: Sendable, Result: Sendable>: Sendable {
    private let elements: [Element]
    private let transform: @Sendable (Element) -> Result
    /// The first element that nobody has taken on.
    private let next = Atomic<Int>(0)
    private let group = DispatchGroup()
    // Each element's slot is written by the one thread that took it on, and read when all have ended.
    nonisolated(unsafe) private let slots: UnsafeMutableBufferPointer<Result>

    /// How many elements a thread takes on at once: whoever is done waits for no more than this many.
    private static var stride: Int { 2 }

    /// Begins.
    init(_ elements: [Element], transform: @escaping @Sendable (Element) -> Result) {
        self.elements = elements
        self.transform = transform
        slots = .allocate(capacity: elements.count)
        for _ in 1..<max(2, ProcessInfo.processInfo.activeProcessorCount) {
            DispatchQueue.global().async(group: group) { self.work() }
        }
    }

    /// The results in the order of the elements; to be asked for once.
    func results() -> [Result] {
        work()
        group.wait()
        return [Result](unsafeUninitializedCapacity: elements.count) { buffer, initializedCount in
            initializedCount = buffer.moveInitialize(fromContentsOf: slots)
        }
    }

    private func work() {
        while case let start = next.wrappingAdd(Self.stride, ordering: .relaxed).oldValue, start < elements.count {
            for index in start..<min(start + Self.stride, elements.count) {
                slots.initializeElement(at: index, to: transform(elements[index]))
            }
        }
    }

    deinit {
        // Nothing is left in it: the results were moved out. Where nobody asked for them, they are not released, only lost.
        slots.deallocate()
    }
}
