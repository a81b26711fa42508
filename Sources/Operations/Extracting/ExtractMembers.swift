internal import CourtBundle
internal import Cryptography
package import Custody
internal import Documents
internal import Glibc
internal import LedgerStore

/// Takes members out of a sealed ZIP archive, as plain copies in a new folder; the archive stays the exhibit.
///
/// What may come out is decided by the list that was committed when the archive was sealed, not by the archive: only members
/// that were read then and had no suspect mark, each no larger than its size there and with its digest there. The archive is
/// parsed in the confined process (docs/decisions/0023-members-on-demand.md).
package enum ExtractMembers {
    /// Which members.
    package enum Choice: Hashable, Sendable {
        /// All that can be.
        case all
        /// Those with these numbers in the list, from 1.
        case numbers([UInt64])
    }

    /// Why a member was left in the archive.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        // What the list says of its state.
        case folder, link, encrypted, method, damaged, limit
        // What the list says is unusual about it.
        case absolute, traversal, header, overlap
        /// The archive did not give it whole.
        case unreadable
        /// What came out is not what was committed.
        case differs
    }

    /// A member that was written.
    package struct Written: Sendable {
        /// Its number in the list.
        package let number: UInt64
        /// What the list says of it.
        package let member: ArchiveMember
        /// The name of its file in the folder.
        package let fileName: String
    }

    /// A member that was asked for and not written.
    package struct Left: Sendable {
        /// Its number in the list.
        package let number: UInt64
        /// What the list says of it.
        package let member: ArchiveMember
        /// Why.
        package let reason: Reason
    }

    /// What came of it.
    package struct Extracted: Sendable {
        /// The archive.
        package let exhibit: ExhibitID
        /// The new folder; nil when no member could be written, and nothing was.
        package let folder: String?
        /// What was written.
        package let written: [Written]
        /// What was not.
        package let left: [Left]

        /// The status that the program ends with; folders have nothing in them that could be missing.
        package var exitStatus: ExitStatus {
            if written.isEmpty { return .refused }
            return left.allSatisfy { $0.reason == .folder } ? .done : .incomplete
        }
    }

    /// What the sheet is called that lies beside the copies; no copy's number is 000.
    package static let sheetName = "000_LISEZ-MOI.txt"

    /// Takes the members of `choice` out of the archive that `text` names, into the new folder `output`.
    package static func run(
        _ text: String,
        _ choice: Choice,
        to output: String,
        case path: String?,
        unlocking: Unlocking,
        in surroundings: Surroundings,
        observer: String? = FileObserver.installedProgram()
    ) throws -> Extracted {
        try OperationError.mapping {
            let caseFile = try CaseFile(readingAt: path, in: surroundings)
            let output = try NewFile.path(output, in: surroundings)
            let custodian = try unlocking.custodian(in: surroundings)
            let exhibit = try caseFile.exhibit(named: text, for: custodian)
            let times = try AttestedTimes(of: caseFile.ledger)
            let summary = try caseFile.summary(of: exhibit, for: custodian, times: times)
            guard let content = summary.content, let list = try caseFile.memberList(of: summary, for: custodian) else {
                throw OperationError(.membersNone, ["exhibit": exhibit.hex])
            }
            var extraction = Extraction(left: [])
            try extraction.choose(choice, among: list.members)
            if !extraction.sound.isEmpty {
                guard let observer else { throw OperationError(.observerMissing) }
                let key = try caseFile.openings.unlock(.exhibit(exhibit), with: [custodian.ageKey])
                let folder = try ExtractionFolder(creatingAt: output, outside: caseFile.folder)
                do {
                    let archive = try folder.openCopy { write in
                        let found = try caseFile.originals.open(exhibit, with: key, sink: write)
                        guard found.digest == content.sha256, found.size == content.size else {
                            throw OperationError(.originalAltered, ["exhibit": exhibit.hex])
                        }
                    }
                    let reader = ArchiveReader(program: observer, archive: archive)
                    try extraction.write(to: folder, from: reader)
                    if !extraction.written.isEmpty {
                        let sheet = extraction.sheet(of: summary, content.sha256).text(in: caseFile.settings.language)
                        try folder.write(Array(sheet.utf8), as: sheetName)
                    }
                } catch {
                    folder.discard()
                    throw error
                }
                if extraction.written.isEmpty { folder.discard() }
            }
            return Extracted(
                exhibit: exhibit,
                folder: extraction.written.isEmpty ? nil : output,
                written: extraction.written,
                left: extraction.left.sorted { $0.number < $1.number }
            )
        }
    }
}

// MARK: - What may come out, and what does

/// One extraction while it goes on.
private struct Extraction {
    /// Members that were listed as sound, with their committed digests.
    var sound: [(number: UInt64, member: ArchiveMember, digest: Digest)] = []
    var written: [ExtractMembers.Written] = []
    var left: [ExtractMembers.Left]

    init(left: [ExtractMembers.Left]) {
        self.left = left
    }

    /// Sorts the members of `choice` into those that are sound and those that stay where they are.
    mutating func choose(_ choice: ExtractMembers.Choice, among members: [ArchiveMember]) throws(OperationError) {
        let numbers: [UInt64]
        switch choice {
        case .all: numbers = members.isEmpty ? [] : Array(1...UInt64(members.count))
        case .numbers(let chosen): numbers = Set(chosen).sorted()
        }
        for number in numbers {
            guard number > 0, number <= UInt64(members.count) else {
                throw OperationError(.memberUnknown, ["number": "\(number)", "count": "\(members.count)"])
            }
            let member = members[Int(number) - 1]
            if let digest = member.digest, member.reasonToStay == nil {
                sound.append((number, member, digest))
            } else {
                left.append(.init(number: number, member: member, reason: member.reasonToStay ?? .damaged))
            }
        }
    }

    /// Writes the sound members, each under its own number.
    mutating func write(to folder: ExtractionFolder, from reader: ArchiveReader) throws {
        for (number, member, digest) in sound {
            let name = member.fileName(number: number)
            if let reason = try Self.write(number, member, digest, as: name, to: folder, from: reader) {
                left.append(.init(number: number, member: member, reason: reason))
            } else {
                written.append(.init(number: number, member: member, fileName: name))
            }
        }
    }

    /// Writes one member; why it is not there, or nil when it is.
    private static func write(
        _ number: UInt64,
        _ member: ArchiveMember,
        _ digest: Digest,
        as name: String,
        to folder: ExtractionFolder,
        from reader: ArchiveReader
    ) throws -> ExtractMembers.Reason? {
        let file = try folder.makeFile(name)
        let isWhole: Bool
        do {
            isWhole = try reader.unpack(number - 1) { piece in
                // Not a byte more than was committed is written, whatever the archive has.
                guard UInt64(piece.count) <= member.size - file.size else { throw TooMuch() }
                try file.write(piece)
            }
        } catch is TooMuch {
            folder.remove(file)
            return .differs
        }
        guard isWhole else {
            folder.remove(file)
            return .unreadable
        }
        guard file.size == member.size, file.finish() == digest else {
            folder.remove(file)
            return .differs
        }
        try folder.settle(file)
        return nil
    }

    /// More bytes came than were committed.
    private struct TooMuch: Error {}

    func sheet(of exhibit: ExhibitSummary, _ digest: Digest) -> ExtractionSheet {
        ExtractionSheet(
            archive: exhibit.name,
            exhibit: exhibit.exhibit,
            digest: digest,
            written: written.map { .init(fileName: $0.fileName, member: $0.member) },
            left: left.sorted { $0.number < $1.number }
                .map { .init(number: $0.number, member: $0.member, reason: $0.reason.rawValue) }
        )
    }
}

extension ArchiveMember {
    /// Why the list keeps the member where it is; nil for one that may come out.
    ///
    /// A member that is an archive itself, shares its name or is packed very well may: its name is not used as a path, nothing
    /// opens it, and its size is known.
    fileprivate var reasonToStay: ExtractMembers.Reason? {
        switch state {
        case .folder: return .folder
        case .link: return .link
        case .encrypted: return .encrypted
        case .method: return .method
        case .damaged: return .damaged
        case .limit: return .limit
        case .read: break
        }
        for mark in marks {
            switch mark {
            case .absolute: return .absolute
            case .traversal: return .traversal
            case .header: return .header
            case .overlap: return .overlap
            case .archive, .duplicate, .ratio: continue
            }
        }
        return nil
    }

    /// What its file is called: its number, and what plain letters leave of the last part of its name.
    fileprivate func fileName(number: UInt64) -> String {
        let last = (name?.bytes ?? []).split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }.last
        return PieceName(number: number, title: nil, receivedName: Array(last ?? [])).text
    }
}
