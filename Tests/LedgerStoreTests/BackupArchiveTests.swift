import Cryptography
import Custody
import Foundation
import Testing
import TransparencyLog

@testable import LedgerStore

@Suite("The archive of a backup")
struct BackupArchiveTests {
    private let folder: TemporaryFolder
    private let checkpoint: SignedCheckpoint

    init() throws {
        folder = try TemporaryFolder()
        let key = Ed25519PrivateKey.generate()
        let signer = try NoteSigner(name: VerifierKey.ledgerOrigin(for: key.publicKey), key: key)
        checkpoint = try SignedCheckpoint(
            Checkpoint(origin: signer.verifierKey.name, treeSize: 2, rootHash: Digest(of: [1])),
            signers: [signer]
        )
    }

    private func exhibit(_ digit: String) throws -> BackupMember {
        .original(try #require(ExhibitID(String(repeating: digit, count: 32))))
    }

    /// Members as a case has them, with sizes around the block's.
    private func members() throws -> [(BackupMember, [UInt8])] {
        [
            (.label, BackupLabel.bytes(of: checkpoint)), (.settings, Array("language = \"fr\"\n".utf8)),
            (.ledgerKey, []), (.openings, [UInt8](repeating: 7, count: 512)),
            (.ledger, [UInt8](repeating: 8, count: 1_025)), (try exhibit("1"), [UInt8](repeating: 9, count: 511)),
            (try exhibit("a"), Array("un original chiffré".utf8)),
        ]
    }

    /// Writes these members and returns the archive's bytes.
    private func archive(_ members: [(BackupMember, [UInt8])]) throws -> [UInt8] {
        let path = folder("written-\(UUID().uuidString)")
        let writer = try BackupWriter(for: path)
        for (member, bytes) in members { try writer.add(member, bytes: bytes) }
        try writer.finish()
        try writer.commit()
        return try contents(of: path)
    }

    private func read(_ bytes: [UInt8]) throws -> [BackedUpFile] {
        let path = try folder.write(bytes, to: "read")
        return try BackupReader(opening: path).read { _ in { _ in } }
    }

    private func refusal(of bytes: [UInt8]) -> BackupError? {
        do {
            _ = try read(bytes)
            return nil
        } catch {
            return error as? BackupError
        }
    }

    @Test("what is written is read; the same members give the same bytes")
    func roundTrip() throws {
        let members = try members()
        let bytes = try archive(members)
        #expect(try archive(members) == bytes)
        let files = try read(bytes)
        #expect(files.map(\.member) == members.map(\.0))
        for (file, (_, content)) in zip(files, members) {
            #expect(file.digest == Digest(of: content))
            #expect(Array(bytes[Int(file.offset)..<Int(file.offset + file.size)]) == content)
        }
    }

    @Test("a header is the one of the format's page")
    func documentedHeader() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/formats/backup.md").standardized
        let text = try String(contentsOf: page, encoding: .utf8)
        let mark = try #require(text.range(of: "<!-- example: header -->\n```text\n"))
        let end = try #require(text.range(of: "```\n", range: mark.upperBound..<text.endIndex))
        var block = [UInt8](repeating: 0, count: 512)
        for line in text[mark.upperBound..<end.lowerBound].split(separator: "\n") {
            let offset = try #require(Int(line.prefix(3)))
            let row = try #require([UInt8](hex: line.dropFirst(5).replacing(" ", with: "")))
            block.replaceSubrange(offset..<offset + row.count, with: row)
        }
        #expect(TapeHeader(name: "case.toml", size: 196).bytes == block)
        for field in ["0000600", "02263523000", "ustar"] { #expect(text.contains("`\(field)`")) }
    }

    @Test("tar lists and extracts it without a word, sha256sum finds every file as it was")
    func tar() throws {
        let members = try members()
        let path = try folder.write(archive(members), to: "backup.tar")
        let listed = try run("tar", ["-tf", path])
        #expect(listed.status == 0)
        #expect(listed.error.isEmpty)
        #expect(listed.text.split(separator: "\n").map(String.init) == members.map(\.0.name) + ["SHA256SUMS"])
        try FileManager.default.createDirectory(atPath: folder("out"), withIntermediateDirectories: false)
        let extracted = try run("tar", ["-xf", path, "-C", folder("out")])
        #expect(extracted.status == 0)
        #expect(extracted.error.isEmpty)
        #expect(try run("sh", ["-c", "cd '\(folder("out"))' && sha256sum -c --strict --quiet SHA256SUMS"]).status == 0)
        #expect(try permissions(of: folder("out/ledger.sqlite")) == 0o600)
    }

    @Test("members beyond 8 GiB take a pax record, which tar reads too")
    func large() throws {
        let limit = TapeHeader.largestOctal
        #expect(TapeHeader(name: "ledger.sqlite", size: limit).bytes.count == 512)
        #expect(TapeHeader(name: "ledger.sqlite", size: limit + 1).bytes.count == 1_536)
        for size: UInt64 in [limit, limit + 1, 9_999_999_999, 10_000_000_000, 1 << 40] {
            let header = TapeHeader(name: "originals/x.age", size: size).bytes
            // The member's bytes are a hole.
            let path = try folder.write(header, to: "large.tar")
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try handle.truncate(atOffset: UInt64(header.count) + size + UInt64(TapeHeader.padding(after: size)) + 1_024)
            try handle.close()
            let listed = try run("tar", ["-tvf", path])
            #expect(listed.status == 0, "\(listed.error)")
            #expect(listed.text.contains(" \(size) 1980-01-01 "), "\(listed.text)")
            #expect(TapeHeader.size(inRecord: Array(header.dropFirst(512).prefix(512))) == (size > limit ? size : nil))
        }
        // A size that the header itself holds has no second spelling.
        let record = TapeHeader.record(of: 12)
        #expect(TapeHeader.size(inRecord: record + [UInt8](repeating: 0, count: 512 - record.count)) == nil)
    }

    @Test("cut off anywhere: refused, and the member is named where it ends")
    func truncated() throws {
        let members = try members()
        let bytes = try archive(members)
        for length in Array(stride(from: 0, to: bytes.count, by: 512)) + [1, 700, bytes.count - 1] {
            #expect(refusal(of: Array(bytes[..<length])) != nil, "\(length)")
        }
        let files = try read(bytes)
        for file in files where file.size > 0 {
            let half = Int(file.offset + file.size / 2)
            #expect(refusal(of: Array(bytes[..<half])) == .truncated(member: file.member.name))
        }
        #expect(refusal(of: []) == .truncated(member: "scelle-backup"))
        #expect(refusal(of: Array(bytes.dropLast(1))) == .truncated(member: "the end"))
    }

    @Test("one bit anywhere: refused, and the member is named whose bytes it is in")
    func flipped() throws {
        let bytes = try archive(members())
        let files = try read(bytes)
        for index in bytes.indices {
            var altered = bytes
            altered[index] ^= 1 << UInt8(index % 8)
            let found = refusal(of: altered)
            #expect(found != nil, "byte \(index)")
            if let file = files.first(where: { ($0.offset..<$0.offset + $0.size).contains(UInt64(index)) }) {
                #expect(found == .altered(member: file.member.name), "byte \(index)")
            }
        }
    }

    @Test("links, folders, other names, repeated and disordered ones, more bytes: refused by name")
    func foreign() throws {
        let members = try members()
        let bytes = try archive(members)
        let files = try read(bytes)
        let ends = files.map { Int($0.offset + $0.size) + TapeHeader.padding(after: $0.size) }

        /// The archive with another header in the place of the last original's.
        func replacing(_ change: (inout [UInt8]) -> Void) -> BackupError? {
            let start = ends[ends.count - 2]
            var header = Array(bytes[start..<start + 512])
            change(&header)
            for index in 148..<156 { header[index] = 0x20 }
            let digits = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
            for (offset, digit) in (String(repeating: "0", count: 6 - digits.count) + digits).utf8.enumerated() {
                header[148 + offset] = digit
            }
            header[154] = 0
            return refusal(of: bytes[..<start] + header + bytes[(start + 512)...])
        }
        let name = files[files.count - 1].member.name
        for type in "125LKgxS7\u{0}".utf8 { #expect(replacing { $0[156] = type } != nil, "\(type)") }
        #expect(replacing { $0[156] = UInt8(ascii: "2") } == .foreignMember(name: name))
        #expect(replacing { $0[156] = UInt8(ascii: "5") } == .foreignMember(name: name))
        for other in [
            "../../etc/passwd", "/etc/passwd", "originals/../x.age", "working/x", "place", "lock", "originals/X.age",
            "ledger.sqlite", "ledger.sqlite-wal", files[5].member.name,
            "originals/\(String(repeating: "A", count: 32)).age",
        ] {
            let found = replacing { header in
                for index in 0..<100 { header[index] = 0 }
                for (index, byte) in other.utf8.enumerated() { header[index] = byte }
            }
            #expect(found == .foreignMember(name: other))
        }
        // A mode, an owner, a time: our writer knows one of each.
        for offset in [102, 110, 118, 146, 265, 300, 345, 400] {
            let start = UInt64(ends[ends.count - 2])
            #expect(replacing { $0[offset] = UInt8(ascii: "1") } == .malformedHeader(offset: start), "\(offset)")
        }
        #expect(refusal(of: bytes + [0]) == .trailingBytes)
        #expect(refusal(of: bytes + [UInt8](repeating: 0, count: 512)) == .trailingBytes)
        // Not the list of what stands before it.
        let without = bytes[..<ends[ends.count - 2]] + bytes[ends[ends.count - 1]...]
        #expect(refusal(of: Array(without)) == .otherSums)
        let filled = bytes[..<ends[ends.count - 1]].dropLast() + [1] + bytes[ends[ends.count - 1]...]
        #expect(refusal(of: Array(filled)) == .altered(member: name))
    }

    @Test("other archives and other files are no backups; a later version is told from them")
    func others() throws {
        try folder.write([1, 2, 3], to: "case.toml")
        #expect(try run("tar", ["-cf", folder("other.tar"), "-C", folder.path, "case.toml"]).status == 0)
        #expect(refusal(of: try contents(of: folder("other.tar"))) == .notABackup)
        #expect(refusal(of: [UInt8](repeating: 0, count: 10_240)) == .notABackup)
        #expect(refusal(of: Array("une lettre".utf8)) == .notABackup)
        #expect(throws: BackupError.self) { try BackupReader(opening: folder.path) }
        #expect(throws: BackupError.self) { try BackupReader(opening: folder("absent")) }
        #expect(throws: BackupError.newerVersion) {
            try BackupLabel.checkpoint(in: Array("SCELLE-BACKUP-2\n".utf8) + checkpoint.bytes)
        }
        #expect(throws: BackupError.notABackup) { try BackupLabel.checkpoint(in: checkpoint.bytes) }
        #expect(throws: BackupError.altered(member: "scelle-backup")) {
            try BackupLabel.checkpoint(in: Array("SCELLE-BACKUP-1\n".utf8))
        }
    }
}

@Suite("A ledger copied while it grows")
struct DatabaseCopyTests {
    @Test("the copy is the ledger at one moment, whole by itself; what is appended meanwhile is not in it")
    func oneMoment() throws {
        let folder = try TemporaryFolder()
        let fixture = try LedgerFixture()
        try fixture.grow(by: 5)
        try fixture.ledger.copy(to: folder("copy.sqlite")) {
            // Another connection, as another process has it: this one is reading.
            let other = try LedgerFixture(continuing: fixture.path, of: fixture)
            #expect(try other.ledger.head().size == 5)
            try other.grow(by: 3)
        }
        #expect(try fixture.ledger.head().size == 8)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["copy.sqlite"])
        let copy = try Ledger(openingAt: folder("copy.sqlite"))
        #expect(try copy.head().size == 5)
        #expect(try copy.head().checkpoint == fixture.ledger.checkpoint(size: 5))
        for index in 0..<5 as Range<UInt64> { #expect(try copy.entry(at: index) == fixture.ledger.entry(at: index)) }
        #expect(try run("sqlite3", [folder("copy.sqlite"), "PRAGMA integrity_check"]).text == "ok\n")
        #expect(throws: LedgerError.self) { try fixture.ledger.copy(to: folder("copy.sqlite")) {} }
    }
}
