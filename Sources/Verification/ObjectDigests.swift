import CourtBundle
import Cryptography
import Dispatch
import Foundation
import Synchronization

/// The digest of every file of a bundle, being calculated on the other cores from the moment this is made: whoever made it
/// judges the ledger meanwhile, and joins in when it asks for the results.
///
/// Each file is read once, from its first byte to its last; one that cannot be has no digest, and a reason.
final class ObjectDigests: Sendable {
    private let bundle: UncheckedBundle
    private let count: Int
    /// The first file that nobody has taken on.
    private let next = Atomic<Int>(0)
    private let group = DispatchGroup()
    private let failures = Mutex<[Int: String]>([:])
    // Each file's slot is written by the one thread that took it on, and read when all have ended.
    nonisolated(unsafe) private let slots: UnsafeMutableBufferPointer<Digest>

    /// Begins.
    init(of bundle: UncheckedBundle) {
        self.bundle = bundle
        count = bundle.objects.count
        slots = .allocate(capacity: count)
        for _ in 1..<max(2, ProcessInfo.processInfo.activeProcessorCount) {
            DispatchQueue.global().async(group: group) { self.work() }
        }
    }

    deinit {
        slots.deallocate()
    }

    /// Waits until every file has a digest, or has none; why, by its position among the bundle's objects.
    func finish() -> [Int: String] {
        work()
        group.wait()
        return failures.withLock { $0 }
    }

    /// The digest of the file at `position` among the bundle's objects, once all are finished; nil when it could not be read.
    subscript(position: Int) -> Digest? {
        failures.withLock { $0[position] } == nil ? slots[position] : nil
    }

    private func work() {
        while case let position = next.wrappingAdd(1, ordering: .relaxed).oldValue, position < count {
            do {
                slots.initializeElement(at: position, to: try bundle.digest(of: bundle.objects[position].name))
            } catch {
                failures.withLock { $0[position] = "\(error)" }
            }
        }
    }
}
