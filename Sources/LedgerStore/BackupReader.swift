internal import Cryptography
internal import Glibc

/// Reads a backup, strictly: whatever the writer would not have written is refused (`docs/formats/backup.md` § 4).
package final class BackupReader {
    private let file: OpenFile
    private let size: UInt64
    private var position: UInt64 = 0
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1_024, alignment: 16)

    /// Where the bytes of one member go.
    package typealias Sink = (UnsafeRawBufferPointer) throws -> Void

    /// Opens the regular file at `path`.
    package init(opening path: String) throws(BackupError) {
        do throws(FileSystemError) {
            // Without O_NONBLOCK a pipe would wait for a writer.
            file = try OpenFile(path, O_RDONLY | O_NONBLOCK)
            let status = try file.status()
            guard status.st_mode & S_IFMT == S_IFREG else { throw FileSystemError(.open, path, code: EINVAL) }
            size = UInt64(status.st_size)
        } catch {
            buffer.deallocate()
            throw .fileSystem(error)
        }
    }

    deinit {
        buffer.deallocate()
    }

    /// Puts the file out of memory, so that what is read next comes from the device as far as the system allows.
    package func dropFromMemory() throws(FileSystemError) {
        _ = try PageCache.drop(file)
    }

    /// Reads the whole archive once, in order; `receive` says where each member's bytes go.
    ///
    /// Nothing of what `receive` was given may be relied on before this returns: the digests stand at the end.
    ///
    /// - Returns: the members, the list of digests apart.
    package func read(_ receive: (BackedUpFile.Header) throws -> Sink) throws -> [BackedUpFile] {
        var files: [BackedUpFile] = []
        while true {
            // 1. and 2. A header, of a member that belongs here.
            let header = try self.header(after: files.last?.member)
            if header.member == .sums {
                try readSums(header, over: files)
                return files
            }
            // 3. The member's bytes.
            let offset = position
            let sink = try receive(header)
            var hash = SHA256()
            try drain(header.size, of: header.member.name) { bytes in
                hash.update(bytes)
                try sink(bytes)
            }
            try readPadding(after: header)
            files.append(
                BackedUpFile(member: header.member, offset: offset, size: header.size, digest: hash.finalize())
            )
        }
    }
}

extension BackedUpFile {
    /// What stands before a member's bytes.
    package struct Header: Hashable, Sendable {
        /// What the member is.
        package let member: BackupMember
        /// The number of its bytes.
        package let size: UInt64
    }
}

// MARK: - Headers

extension BackupReader {
    private func header(after previous: BackupMember?) throws -> BackedUpFile.Header {
        if previous == nil, size < UInt64(TapeHeader.blockSize) { throw try refusalOfShortFile() }
        let start = position
        var block = try bytes(TapeHeader.blockSize, of: previous.map { "after \($0.name)" } ?? BackupMember.label.name)
        var raw = block
        var claim = TapeHeader.Claim(block)
        if previous == nil {
            let label = BackupMember.label.name
            guard claim.isWhole, claim.name.utf8.elementsEqual(label.utf8) else { throw BackupError.notABackup }
        }
        guard claim.isWhole else { throw BackupError.malformedHeader(offset: start) }
        var size = claim.size
        if claim.type == UInt8(ascii: "x") {
            let record = try bytes(TapeHeader.blockSize, of: claim.name)
            block = try bytes(TapeHeader.blockSize, of: claim.name)
            raw += record + block
            claim = TapeHeader.Claim(block)
            size = TapeHeader.size(inRecord: record)
        }
        guard claim.type == UInt8(ascii: "0"), let member = BackupMember(name: claim.name),
            member.mayFollow(previous)
        else { throw BackupError.foreignMember(name: claim.name) }
        guard let size, raw == TapeHeader(name: member.name, size: size).bytes else {
            throw BackupError.malformedHeader(offset: start)
        }
        guard member.largestSize.map({ size <= $0 }) ?? true else { throw BackupError.malformedHeader(offset: start) }
        guard self.size - position >= size else { throw BackupError.truncated(member: member.name) }
        return BackedUpFile.Header(member: member, size: size)
    }

    /// What a file is that ends before its first header does: the beginning of a backup, or something else.
    private func refusalOfShortFile() throws -> BackupError {
        let label = BackupMember.label.name
        let beginning = try bytes(Int(size), of: label).prefix(label.utf8.count)
        return Array(label.utf8).starts(with: beginning) ? .truncated(member: label) : .notABackup
    }

    private func readPadding(after header: BackedUpFile.Header) throws {
        let filling = try bytes(TapeHeader.padding(after: header.size), of: header.member.name)
        guard filling.allSatisfy({ $0 == 0 }) else { throw BackupError.altered(member: header.member.name) }
    }

    /// 4. and 5. The list of digests is that of the members, and two empty blocks end the file.
    private func readSums(_ header: BackedUpFile.Header, over files: [BackedUpFile]) throws {
        guard header.size == files.reduce(0, { $0 + UInt64($1.line.count) }) else { throw BackupError.otherSums }
        for file in files {
            let line = try bytes(file.line.count, of: header.member.name)
            guard line == file.line else {
                // A digest of 64 digits and two spaces stand before the name.
                let isOfMember = line.dropFirst(66) == file.line.dropFirst(66)
                throw isOfMember ? BackupError.altered(member: file.member.name) : BackupError.otherSums
            }
        }
        try readPadding(after: header)
        let end = try bytes(2 * TapeHeader.blockSize, of: "the end")
        guard end.allSatisfy({ $0 == 0 }) else { throw BackupError.malformedHeader(offset: position - 1_024) }
        guard position == size else { throw BackupError.trailingBytes }
    }
}

// MARK: - Bytes

extension BackupReader {
    private func bytes(_ count: Int, of member: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        try drain(UInt64(count), of: member) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// Hands the next `count` bytes to `body`, a buffer at a time.
    private func drain(_ count: UInt64, of member: String, _ body: Sink) throws {
        var left = count
        while left > 0 {
            let wanted = Int(min(left, UInt64(buffer.count)))
            let read = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
            guard read > 0 else { throw BackupError.truncated(member: member) }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<read]))
            left -= UInt64(read)
            position += UInt64(read)
        }
    }
}
