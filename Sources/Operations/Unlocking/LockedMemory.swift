internal import Glibc

/// Memory that is never swapped out and in no core dump, wiped when let go; one thread works with it.
final class LockedMemory {
    /// The bytes; what was not filled is zero.
    let bytes: UnsafeMutableRawBufferPointer

    /// How many of them are filled.
    private(set) var count = 0

    /// `capacity` bytes of zero, or nil where the system does not lock them: a secret is not kept without.
    init?(capacity: Int) {
        let protection = PROT_READ | PROT_WRITE
        guard let start = mmap(nil, capacity, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), start != MAP_FAILED
        else { return nil }
        bytes = UnsafeMutableRawBufferPointer(start: start, count: capacity)
        guard mlock(start, capacity) == 0, madvise(start, capacity, Int32(MADV_DONTDUMP)) == 0 else {
            munmap(start, capacity)
            return nil
        }
    }

    /// Reads what `descriptor` gives until it ends; false when that is more than fits, or it cannot be read.
    func fill(from descriptor: Int32) -> Bool {
        while count < bytes.count {
            let read = Glibc.read(descriptor, bytes.baseAddress?.advanced(by: count), bytes.count - count)
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { return false }
            if read == 0 { return true }
            count += read
        }
        return false
    }

    /// Forgets everything at once.
    func wipe() {
        if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
        count = 0
    }

    deinit {
        wipe()
        munmap(bytes.baseAddress, bytes.count)
    }
}
