internal import CFiles
internal import Cryptography
internal import Foundation
internal import Glibc

/// The second reading of a large copy, on a thread of its own, stretch by stretch behind whoever writes it.
///
///     let reading = try TrailingReading(of: path, expecting: size, with: contentKey)
///     …                                  // after each stretch that was written:
///     reading.follow(to: written)
///     …                                  // after the copy was synchronised:
///     let found = try reading.finish()
///
/// Before a stretch is read its bytes are on the device, and no page of it is left in memory; where one is, nothing of this
/// reading counts. The thread ends with the reading, or when this is let go before.
final class TrailingReading {
    /// What the copy turned out to be: the digest and the number of its bytes, decrypted.
    typealias Found = (digest: Digest, size: UInt64)

    /// How many bytes are written, and then read, at a time; a multiple of a page.
    static let stretch: Int64 = 8 << 20

    /// From how many bytes on a copy is read in this way: a few stretches, or there is nothing to overlap.
    static let worthwhileSize = UInt64(4 * stretch)

    private let course: Course

    /// Opens the copy at `path`, of about `size` bytes in the end.
    init(of path: String, expecting size: UInt64, with identity: AgeIdentity) throws(FileSystemError) {
        let file = try OpenFile(path, O_RDONLY | O_NOFOLLOW)
        course = Course()
        Thread.detachNewThread { [course] in
            do {
                course.end(with: .success(try Self.read(file, expecting: size, with: identity, on: course)))
            } catch {
                course.end(with: .failure(error))
            }
        }
    }

    deinit {
        course.abandon()
    }

    /// Lets the reading go on up to `offset`, a multiple of `stretch`, before which everything was written.
    func follow(to offset: Int64) { course.advance(to: offset, isWhole: false) }

    /// Has the rest read of the copy, which was synchronised, and waits for it.
    ///
    /// - Returns: nil where it does not count: some of the copy stood in memory, or could not be told to be on the device.
    func finish() throws -> Found? {
        course.advance(to: .max, isWhole: true)
        return try course.outcome().get()
    }

    /// Reads the copy as far as `course` lets it; nil where that does not count, or nobody waits for it any more.
    private static func read(
        _ file: OpenFile,
        expecting size: UInt64,
        with identity: AgeIdentity,
        on course: Course
    ) throws -> Found? {
        let digesting = PassingDigest(expecting: size)
        let decryptor = AgeDecryptor(identities: [identity]) { digesting.take($0) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 512 * 1_024, alignment: 4_096)
        defer { buffer.deallocate() }
        var position: Int64 = 0
        while let goal = course.goal(after: position) {
            let end = goal.isWhole ? Int64(try file.status().st_size) : goal.offset
            let stretch = Int(position)..<Int(end)
            // What fails to be written is for whoever synchronises the copy to hear of.
            guard goal.isWhole || scelle_finish_writing(file.descriptor, position, end - position) == 0,
                PageCache.drop(file.descriptor, stretch)
            else { return nil }
            while position < end {
                let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, Int(end - position))])
                let count = try file.read(into: wanted)
                guard count > 0 else { throw AgeError.truncated }
                try decryptor.write(UnsafeRawBufferPointer(rebasing: wanted[..<count]))
                position += Int64(count)
            }
            // Nobody reads it soon again.
            _ = PageCache.drop(file.descriptor, stretch)
            if goal.isWhole {
                try decryptor.finish()
                return (digesting.finish(), digesting.size)
            }
        }
        return nil
    }
}

/// How far a copy was written, and what came of reading it: what lies between the two threads.
///
/// `@unchecked Sendable`: every variable is read and written between `lock` and `unlock` of `condition`.
private final class Course: @unchecked Sendable {
    private let condition = NSCondition()
    private var offset: Int64 = 0
    private var isWhole = false
    private var isAbandoned = false
    private var result: Result<TrailingReading.Found?, any Error>?

    func advance(to offset: Int64, isWhole: Bool) {
        condition.withLock {
            self.offset = offset
            self.isWhole = isWhole
            condition.broadcast()
        }
    }

    /// Where to read to next, once there is something behind `position`; nil when nobody waits for it any more.
    func goal(after position: Int64) -> (offset: Int64, isWhole: Bool)? {
        condition.withLock {
            while offset <= position, !isAbandoned { condition.wait() }
            return isAbandoned ? nil : (offset, isWhole)
        }
    }

    func end(with result: Result<TrailingReading.Found?, any Error>) {
        condition.withLock {
            self.result = result
            condition.broadcast()
        }
    }

    func outcome() -> Result<TrailingReading.Found?, any Error> {
        condition.withLock {
            while true {
                if let result { return result }
                condition.wait()
            }
        }
    }

    func abandon() {
        condition.withLock {
            isAbandoned = true
            condition.broadcast()
        }
    }
}
