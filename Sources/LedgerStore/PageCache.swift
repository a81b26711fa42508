internal import CFiles
internal import Glibc

/// What the kernel keeps of a file in memory.
///
/// A second reading proves something about the device only if it does not come from there.
enum PageCache {
    /// Pages are looked at this many bytes at a time.
    private static let window = 64 * 1_024 * 1_024

    /// Puts a synchronised file out of memory; true when no page of it is left there.
    ///
    /// False on a file system that lives in memory, when another process keeps pages, or when the kernel will not say: it
    /// tells the owner of a file only.
    static func drop(_ file: OpenFile) throws(FileSystemError) -> Bool {
        drop(file.descriptor, 0..<Int(try file.status().st_size))
    }

    /// Puts these bytes of the file that is open as `descriptor` out of memory, from the beginning of a page on; true when no page
    /// of them is left there.
    static func drop(_ descriptor: Int32, _ bytes: Range<Int>) -> Bool {
        guard posix_fadvise(descriptor, off_t(bytes.lowerBound), off_t(bytes.count), POSIX_FADV_DONTNEED) == 0 else {
            return false
        }
        var offset = bytes.lowerBound
        while offset < bytes.upperBound {
            let length = min(window, bytes.upperBound - offset)
            guard isAbsent(descriptor, at: offset, length: length) else { return false }
            offset += length
        }
        return true
    }

    /// Has `file` read straight from the device into the reader's memory, where the file system can: neither copied nor kept.
    ///
    /// Where it cannot, it is read as ever.
    static func bypass(_ file: OpenFile) {
        let flags = fcntl(file.descriptor, F_GETFL)
        if flags >= 0 { _ = fcntl(file.descriptor, F_SETFL, flags | scelle_o_direct()) }
    }

    /// One `read(2)` into a buffer whose start and length are multiples of a page; a device that wants another alignment is
    /// read through memory from there on.
    static func read(
        _ descriptor: Int32,
        into buffer: UnsafeMutableRawBufferPointer,
        of path: String
    ) throws(FileSystemError) -> Int {
        do throws(FileSystemError) {
            return try readOnce(descriptor, into: buffer, of: path)
        } catch {
            let flags = fcntl(descriptor, F_GETFL)
            guard error.code == EINVAL, scelle_o_direct() != 0, flags >= 0, flags & scelle_o_direct() != 0,
                fcntl(descriptor, F_SETFL, flags & ~scelle_o_direct()) == 0
            else { throw error }
            return try readOnce(descriptor, into: buffer, of: path)
        }
    }

    /// Whether none of these pages is in memory; mapping them does not bring them there.
    private static func isAbsent(_ descriptor: Int32, at offset: Int, length: Int) -> Bool {
        guard let start = mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, offset), start != MAP_FAILED else {
            return false
        }
        defer { munmap(start, length) }
        let pageSize = sysconf(Int32(_SC_PAGESIZE))
        var pages = [UInt8](repeating: 0, count: (length + pageSize - 1) / pageSize)
        guard mincore(start, length, &pages) == 0 else { return false }
        return pages.allSatisfy { $0 & 1 == 0 }
    }
}
