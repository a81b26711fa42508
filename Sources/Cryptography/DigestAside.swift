internal import Foundation

/// SHA-256 on a thread of its own, beside whatever else is done with the same bytes: digesting a large file costs as much as
/// all the rest.
///
/// The thread ends with the digest, or when this is let go before.
package final class DigestAside {
    private let work = Work()

    /// From how many bytes on a second thread is worth its making.
    package static let worthwhileSize: UInt64 = 8 << 20

    /// A digest of no bytes yet.
    package init() {
        Thread.detachNewThread { [work] in work.run() }
    }

    deinit {
        work.abandon()
    }

    /// Takes in a copy of `bytes`; waits while four slots are full.
    package func take(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while !rest.isEmpty {
            let count = min(rest.count, Work.slotSize)
            work.put(UnsafeRawBufferPointer(rebasing: rest[..<count]))
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// The digest of all that was taken in; once.
    package func finish() -> Digest {
        work.digest()
    }
}

/// What lies between the two threads.
///
/// `@unchecked Sendable`: every variable is written between `lock` and `unlock` of `condition`, and read there too, but for each
/// count by the one thread that writes it (`filled`: who puts, `emptied`: who digests). A slot belongs to the thread that the
/// two counts say.
private final class Work: @unchecked Sendable {
    static let slotSize = 256 * 1_024
    private static let slotCount = 4

    private let condition = NSCondition()
    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: slotSize * slotCount, alignment: 4_096)
    private var lengths = [Int](repeating: 0, count: slotCount)
    /// How many slots were filled, and how many of them digested.
    private var filled = 0
    private var emptied = 0
    private var isEnded = false
    private var isAbandoned = false
    private var result: Digest?

    deinit {
        // What passed here is somebody's original.
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        memory.deallocate()
    }

    func run() {
        var hash = SHA256()
        while let length = nextLength() {
            hash.update(UnsafeRawBufferPointer(rebasing: slot(emptied)[..<length]))
            condition.withLock {
                emptied += 1
                condition.signal()
            }
        }
        let digest = hash.finalize()
        condition.withLock {
            result = digest
            condition.signal()
        }
    }

    func put(_ bytes: UnsafeRawBufferPointer) {
        condition.withLock {
            while filled - emptied == Self.slotCount { condition.wait() }
        }
        slot(filled).copyMemory(from: bytes)
        condition.withLock {
            lengths[filled % Self.slotCount] = bytes.count
            filled += 1
            condition.signal()
        }
    }

    func digest() -> Digest {
        condition.withLock {
            isEnded = true
            condition.signal()
            while true {
                if let result { return result }
                condition.wait()
            }
        }
    }

    func abandon() {
        condition.withLock {
            isAbandoned = true
            condition.signal()
        }
    }

    /// The length of what stands in the next slot; nil at the end.
    private func nextLength() -> Int? {
        condition.withLock {
            while emptied == filled {
                if isEnded || isAbandoned { return nil }
                condition.wait()
            }
            return isAbandoned ? nil : lengths[emptied % Self.slotCount]
        }
    }

    private func slot(_ number: Int) -> UnsafeMutableRawBufferPointer {
        let start = number % Self.slotCount * Self.slotSize
        return UnsafeMutableRawBufferPointer(rebasing: memory[start..<(start + Self.slotSize)])
    }
}
