import Operations
import Synchronization

/// Remembers the steps of an operation.
final class Steps: Sendable {
    private let steps = Mutex<[ProgressStep]>([])

    var all: [ProgressStep] { steps.withLock { $0 } }

    @Sendable func add(_ step: ProgressStep) {
        steps.withLock { $0.append(step) }
    }
}
