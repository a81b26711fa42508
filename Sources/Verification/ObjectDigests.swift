import CourtBundle
import Cryptography
import Synchronization

/// The digest of every file of a bundle, being calculated on the other cores from the moment this is made: whoever made it
/// judges the ledger meanwhile, and joins in when it asks for the results.
///
/// Each file is read once, from its first byte to its last; one that cannot be has no digest, and a reason.
final class ObjectDigests: Sendable {
    private let bundle: UncheckedBundle
    private let turns: SharedTurns
    private let failures = Mutex<[Int: String]>([:])
    // Each file's slot is written by the one thread that took it on, and read when all have ended.
    nonisolated(unsafe) private let slots: UnsafeMutableBufferPointer<Digest>

    /// Begins.
    init(of bundle: UncheckedBundle) {
        self.bundle = bundle
        turns = SharedTurns(count: bundle.objects.count, stride: 1)
        slots = .allocate(capacity: bundle.objects.count)
        turns.begin { self.work($0) }
    }

    deinit {
        slots.deallocate()
    }

    /// Waits until every file has a digest, or has none; why, by its position among the bundle's objects.
    func finish() -> [Int: String] {
        turns.finish(work)
        return failures.withLock { $0 }
    }

    /// The digest of the file at `position` among the bundle's objects, once all are finished; nil when it could not be read.
    subscript(position: Int) -> Digest? {
        failures.withLock { $0[position] } == nil ? slots[position] : nil
    }

    private func work(_ position: Int) {
        do {
            slots.initializeElement(at: position, to: try bundle.digest(at: position))
        } catch {
            failures.withLock { $0[position] = "\(error)" }
        }
    }
}
