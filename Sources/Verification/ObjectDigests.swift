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

    /// Every file's digest, in the order of the bundle's objects, or why it has none.
    func results() -> [Result<Digest, UnreadableObject>] {
        work()
        group.wait()
        let failures = failures.withLock { $0 }
        return (0..<count).map { position in
            failures[position].map { .failure(UnreadableObject(reason: $0)) } ?? .success(slots[position])
        }
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

/// Why a file could not be read to its end.
struct UnreadableObject: Error {
    let reason: String
}
