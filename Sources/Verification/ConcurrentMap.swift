import Dispatch

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
