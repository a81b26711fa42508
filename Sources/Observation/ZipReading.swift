internal import CDeflate
internal import Cryptography
internal import Custody

/// Archives: each member's name, size and digest, and its oddities; nothing is written and nothing followed.
enum ZipReading {
    /// Whether a file that begins so is a ZIP archive.
    static func isZip(_ bytes: [UInt8]) -> Bool { bytes.has("PK\u{3}\u{4}") || bytes.has("PK\u{5}\u{6}") }

    /// From this size on a member that claims to be a hundred times its packed size is not inflated.
    static let largestRatioSize: UInt64 = 100 << 20
}

extension Findings {
    mutating func readZip(_ source: ByteSource, _ types: MediaTypeReader) throws(ReadingLimit) {
        look(with: "zip")
        let directory: ZipDirectory
        do throws(ZipDirectory.Fault) {
            directory = try ZipDirectory(source)
        } catch {
            switch error {
            case .missing: note("archive.noDirectory")
            case .malformed(let place): note("archive.directory", at: place)
            case .otherDisk: note("archive.otherDisk")
            case .limit(let limit): throw limit
            }
            return
        }
        if directory.prefix > 0 { note("archive.prefix", at: 0, ["count": .integer(directory.prefix)]) }
        if directory.isCut, directory.records.count == ZipDirectory.mostMembers {
            limits.insert(.members)
        } else if directory.isCut {
            note("archive.directory", at: directory.end)
        }
        var tally = Tally()
        let marks = Self.marks(of: directory.records)
        var members: [ArchiveMember] = []
        for (record, marks) in zip(directory.records, marks) {
            let member = read(record, marks, source)
            tally.count(member, at: record.header)
            members.append(member)
        }
        self.members = members
        note("archive.members", ["count": .integer(UInt64(members.count)), "size": .integer(tally.size)])
        for (code, count, place) in tally.found {
            note(code, at: place, ["count": .integer(count)])
        }
        try noteTrailing(in: source, from: directory.end, types)
    }

    /// What the directory alone shows to be unusual.
    private static func marks(of records: [ZipDirectory.Record]) -> [Set<ArchiveMember.Mark>] {
        var marks: [Set<ArchiveMember.Mark>] = records.map { record in
            var marks: Set<ArchiveMember.Mark> = []
            let name = record.name
            let parts = name.split(omittingEmptySubsequences: false) { $0 == 0x2f || $0 == 0x5c }
            if name.contains(0x5c) || parts.contains(where: { $0.elementsEqual([0x2e, 0x2e]) }) {
                marks.insert(.traversal)
            }
            if name.first == 0x2f || name.first == 0x5c || (name.count > 1 && name[1] == 0x3a) {
                marks.insert(.absolute)
            }
            if record.size > 1 << 20, record.size / 100 > record.packedSize { marks.insert(.ratio) }
            return marks
        }
        var seen: Set<[UInt8]> = []
        for (position, record) in records.enumerated() where !seen.insert(record.name).inserted {
            marks[position].insert(.duplicate)
        }
        // Each begins, with its header, where the one before has ended, or later.
        var reach: UInt64 = 0
        for position in records.indices.sorted(by: { records[$0].header < records[$1].header }) {
            let record = records[position]
            if record.header < reach { marks[position].insert(.overlap) }
            reach = max(reach, record.header.addingReportingOverflow(30 + record.packedSize % (1 << 60)).partialValue)
        }
        return marks
    }

    private mutating func read(
        _ record: ZipDirectory.Record,
        _ known: Set<ArchiveMember.Mark>,
        _ source: ByteSource
    ) -> ArchiveMember {
        var marks = known
        func member(_ state: ArchiveMember.State, size: UInt64? = nil, digest: Digest? = nil) -> ArchiveMember {
            ArchiveMember(
                name: record.name.isEmpty ? nil : ReceivedName(bytes: record.name),
                size: min(size ?? record.size, CanonicalJSON.maximumInteger),
                state: state,
                marks: marks,
                digest: digest
            )
        }
        do throws(ReadingLimit) {
            guard let (start, isSame) = try MemberBytes.start(of: record, source) else { return member(.damaged) }
            if !isSame { marks.insert(.header) }
            let kind = record.mode & 0xf000
            if kind != 0, kind != 0x8000, kind != 0x4000 { return member(.link) }
            if record.name.last == 0x2f || kind == 0x4000 || (record.isDOSFolder && record.size == 0) {
                return member(.folder)
            }
            if record.flags & 1 != 0 || record.method == 99 { return member(.encrypted) }
            guard record.method == 0 || record.method == 8 else { return member(.method) }
            if marks.contains(.ratio), record.size > ZipReading.largestRatioSize {
                limits.insert(.bytes)
                return member(.limit)
            }
            guard let content = try MemberContent(of: record, at: start, source) else { return member(.damaged) }
            if content.isArchive { marks.insert(.archive) }
            return member(.read, size: record.size, digest: content.digest)
        } catch {
            limits.insert(error)
            return member(.limit)
        }
    }

    /// How often each unusual thing was found, and where first.
    private struct Tally {
        private(set) var size: UInt64 = 0
        private var counts: [String: (count: UInt64, place: UInt64)] = [:]

        var found: [(String, UInt64, UInt64)] {
            counts.sorted { $0.key < $1.key }.map {
                ($0.key, $0.value.count, min($0.value.place, CanonicalJSON.maximumInteger))
            }
        }

        mutating func count(_ member: ArchiveMember, at place: UInt64) {
            size = min(CanonicalJSON.maximumInteger, size + member.size)
            var codes = member.marks.map(\.rawValue)
            if member.state != .read, member.state != .folder { codes.append(member.state.rawValue) }
            for code in codes {
                let known = counts["archive.\(code)"]
                counts["archive.\(code)"] = ((known?.count ?? 0) + 1, known?.place ?? place)
            }
        }
    }
}

/// The bytes of one member, read to their end and never kept.
private struct MemberContent {
    let digest: Digest
    /// Whether they begin as an archive does.
    let isArchive: Bool

    /// nil when the bytes are not what the directory says.
    init?(of record: ZipDirectory.Record, at start: UInt64, _ source: ByteSource) throws(ReadingLimit) {
        let run = Run()
        let isWhole = try MemberBytes.pass(record, from: start, source) { part in
            run.take(part)
            return run.size <= record.size
        }
        guard isWhole else { return nil }
        guard run.size == record.size, run.sum == record.checkSum else { return nil }
        isArchive = run.isArchive
        digest = run.finish()
    }

    /// What passes by: its digest, its check sum, its size and its first bytes.
    private final class Run {
        private var hash: SHA256? = SHA256()
        private var checkSum: UInt32 = 0
        private(set) var size: UInt64 = 0
        private var beginning: [UInt8] = []

        func take(_ bytes: UnsafeRawBufferPointer) {
            hash?.update(bytes)
            checkSum = scelle_crc32(checkSum, bytes.baseAddress, bytes.count)
            size += UInt64(bytes.count)
            if beginning.count < 8 { beginning += bytes.prefix(8 - beginning.count) }
        }

        var sum: UInt64 { UInt64(checkSum) }

        var isArchive: Bool {
            ZipReading.isZip(beginning) || beginning.has("7z") || beginning.has("Rar!")
                || beginning.starts(with: [0x1f, 0x8b])
        }

        func finish() -> Digest {
            guard let hash = hash.take() else { preconditionFailure("a digest is finished once") }
            return hash.finalize()
        }
    }
}
