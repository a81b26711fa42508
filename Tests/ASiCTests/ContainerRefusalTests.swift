import Foundation
import Testing

@testable import ASiC

/// A way to spoil a good container, and what its reader must say.
struct Refusal: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let error: ContainerError
    let spoil: @Sendable (Sample) -> [UInt8]

    init(_ what: String, _ error: ContainerError, spoil: @escaping @Sendable (Sample) -> [UInt8]) {
        testDescription = what
        self.error = error
        self.spoil = spoil
    }

    /// One byte of the central header of the second file, `Pieces/001_a.txt`.
    static func directory(_ what: String, _ offset: Int, _ byte: UInt8, _ fault: HeaderFault) -> Refusal {
        Refusal(what, .directoryHeader(name: "Pieces/001_a.txt", fault)) { sample in
            var bytes = sample.bytes
            bytes[sample.directoryOffsets[1] + offset] = byte
            return bytes
        }
    }

    /// One byte of its local header.
    static func local(_ what: String, _ offset: Int, _ byte: UInt8, _ fault: HeaderFault) -> Refusal {
        Refusal("local: " + what, .localHeader(name: "Pieces/001_a.txt", fault)) { sample in
            var bytes = sample.bytes
            bytes[Int(sample.records[1].offset) + offset] = byte
            return bytes
        }
    }

    /// One byte of the end record.
    static func end(_ what: String, _ offset: Int, _ byte: UInt8, _ error: ContainerError) -> Refusal {
        Refusal("end: " + what, error) { sample in
            var bytes = sample.bytes
            bytes[sample.endOffset + offset] = byte
            return bytes
        }
    }

    /// The second file's name replaced in both headers by one of the same length.
    static func name(_ name: String, shown: String, _ error: ObjectNameError) -> Refusal {
        Refusal("name \(shown)", .name(shown, error)) { sample in
            var bytes = sample.bytes
            let old = sample.records[1].name.bytes.count
            let start = Int(sample.records[1].offset) + 30
            bytes.replaceSubrange(start..<start + old, with: name.utf8)
            bytes.replaceSubrange(
                sample.directoryOffsets[1] + 46..<sample.directoryOffsets[1] + 46 + old,
                with: name.utf8
            )
            return bytes
        }
    }
}

@Suite("refusing containers")
struct ContainerRefusalTests {
    static let refusals: [Refusal] = [
        .directory("encrypted", 8, 0x01, .encrypted),
        .directory("data descriptor", 8, 0x08, .dataDescriptor),
        .directory("another flag", 8, 0x02, .field(.flags)),
        .directory("UTF-8 flag on an ASCII name", 9, 0x08, .field(.flags)),
        .directory("deflated", 10, 8, .compressed(method: 8)),
        .directory("zstd", 10, 93, .compressed(method: 93)),
        .directory("made by 6.3", 4, 63, .field(.versionMadeBy)),
        .directory("made on MS-DOS", 5, 0, .field(.versionMadeBy)),
        .directory("needs 2.0", 6, 20, .field(.versionNeeded)),
        .directory("time", 12, 1, .field(.time)),
        .directory("date", 14, 0x22, .field(.date)),
        .directory("packed size", 20, 4, .field(.compressedSize)),
        .directory("disk", 34, 1, .field(.disk)),
        .directory("text file", 36, 1, .field(.internalAttributes)),
        .directory("MS-DOS attribute", 38, 1, .field(.externalAttributes)),
        .directory("executable", 40, 0xED, .field(.externalAttributes)),
        .local("encrypted", 6, 0x01, .encrypted),
        .local("data descriptor", 6, 0x08, .dataDescriptor),
        .local("deflated", 8, 8, .compressed(method: 8)),
        .local("needs 2.0", 4, 20, .field(.versionNeeded)),
        .local("time", 10, 1, .field(.time)),
        .local("date", 12, 0x22, .field(.date)),
        .local("checksum", 14, 0, .field(.crc32)),
        .local("packed size", 18, 9, .field(.compressedSize)),
        .local("size", 22, 9, .field(.uncompressedSize)),
        .local("name length", 26, 9, .field(.nameLength)),
        .local("extra length", 28, 9, .field(.extraLength)),
        .local("signature", 0, 0, .field(.signature)),
        .local("other name", 30, 0x51, .field(.name)),
        .end("disk", 4, 1, .endRecord(.disk)),
        .end("count on this disk", 8, 4, .endRecord(.count)),
        .end("directory size", 12, 0, .hiddenBytes(offset: 524, count: 47)),
        .end("comment length", 20, 1, .endRecord(.commentLength)),
        .name("/ieces/001_a.txt", shown: "/ieces/001_a.txt", .absolutePath),
        .name("../ces/001_a.txt", shown: "../ces/001_a.txt", .dotComponent),
        .name("Pieces/../_a.txt", shown: "Pieces/../_a.txt", .dotComponent),
        .name("Pieces\\001_a.txt", shown: "Pieces\\001_a.txt", .backslash),
        .name("Pieces//01_a.txt", shown: "Pieces//01_a.txt", .emptyComponent),
        .name("Pieces/001_a.tx/", shown: "Pieces/001_a.tx/", .emptyComponent),
        .name("Pieces/\u{1B}01_a.txt", shown: "Pieces/\\x1b01_a.txt", .controlCharacter(0x1B)),
        Refusal("bytes before", .notAContainer) { [0] + $0.bytes },
        Refusal("a program before", .notAContainer) { Array("#!/bin/sh\n".utf8) + $0.bytes },
        Refusal("a byte after", .bytesAfterEnd(count: 1)) { $0.bytes + [0] },
        Refusal("a comment", .archiveComment) { sample in
            sample.bytes.dropLast(2) + [5, 0] + Array("hello".utf8)
        },
        Refusal("no end", .truncated) { [UInt8]($0.bytes.prefix($0.endOffset)) },
        Refusal("empty file", .truncated) { _ in [] },
        Refusal("text", .notAContainer) { _ in Array("hello, this is no container".utf8) },
        Refusal("hidden between directory and end", .hiddenBytes(offset: 571, count: 4)) { sample in
            var bytes = sample.bytes
            bytes.insert(contentsOf: [1, 2, 3, 4], at: sample.endOffset)
            return bytes
        },
        Refusal("hidden between files and directory", .hiddenBytes(offset: 268, count: 3)) { sample in
            var bytes = sample.bytes
            bytes.insert(contentsOf: [1, 2, 3], at: sample.directoryOffsets[0])
            bytes[sample.endOffset + 3 + 16] += 3
            return bytes
        },
        Refusal("hidden between files", .hiddenBytes(offset: 69, count: 2)) { sample in
            let parts = zip(sample.records, [ZipProfile.mediaType] + Sample.files.map(\.bytes)).map { record, bytes in
                (
                    record: record.name == .mimetype
                        ? record
                        : ZipRecord(
                            name: record.name,
                            size: record.size,
                            crc32: record.crc32,
                            offset: record.offset + 2
                        ),
                    bytes: bytes
                )
            }
            var bytes = Sample.assemble(parts)
            bytes.insert(contentsOf: [7, 7], at: 69)
            bytes[bytes.count - 6] += 2
            return bytes
        },
        Refusal("two entries for one place", .overlap(name: "b")) { sample in
            let first = sample.records[0]
            guard let name = try? ObjectName("b") else { return [] }
            let second = ZipRecord(name: name, size: 0, crc32: 0, offset: 0)
            var bytes = first.localHeader + ZipProfile.mediaType
            let directory = first.centralHeader + second.centralHeader
            let end = ZipEndRecord(
                count: 2,
                directorySize: UInt64(directory.count),
                directoryOffset: UInt64(bytes.count)
            )
            bytes += directory + end.bytes
            return bytes
        },
        Refusal("more files than counted", .hiddenBytes(offset: 322, count: 249)) { sample in
            var bytes = sample.bytes
            bytes[sample.endOffset + 8] = 1
            bytes[sample.endOffset + 10] = 1
            return bytes
        },
        Refusal("fewer files than counted", .truncated) { sample in
            var bytes = sample.bytes
            bytes[sample.endOffset + 8] = 6
            bytes[sample.endOffset + 10] = 6
            return bytes
        },
        Refusal("an extra field", .directoryHeader(name: "mimetype", .field(.extraLength))) { sample in
            let header = sample.records[0].centralHeader
            var changed = header + [0xFE, 0xCA, 0, 0]
            changed[30] = 4
            return Self.replacing(header, with: changed, in: sample)
        },
        Refusal("a file comment", .directoryHeader(name: "mimetype", .field(.commentLength))) { sample in
            let header = sample.records[0].centralHeader
            var changed = header + [0x41]
            changed[32] = 1
            return Self.replacing(header, with: changed, in: sample)
        },
        Refusal("a data object after META-INF", .objectAfterMetadata(name: "vide")) { sample in
            Sample.assemble(names: [sample.records[0].name, sample.records[4].name, sample.records[3].name])
        },
        Refusal("mimetype not first", .mimetypeNotFirst) { sample in
            Sample.assemble(names: [sample.records[1].name, sample.records[0].name])
        },
        Refusal("no mimetype", .mimetypeNotFirst) { Sample.assemble(names: [$0.records[1].name]) },
        Refusal("no file at all", .notAContainer) { _ in
            ZipEndRecord(count: 0, directorySize: 0, directoryOffset: 0).bytes
        },
        Refusal("another media type", .wrongMimetype) { sample in
            let record = sample.records[0]
            return Sample.assemble([(ZipRecord(name: record.name, size: 0, crc32: 0, offset: 0), [])])
        },
        Refusal("one name twice", .duplicate(name: "vide", of: "vide")) { sample in
            Sample.assemble(names: [sample.records[0].name, sample.records[3].name, sample.records[3].name])
        },
    ]

    /// The sample with its first central header replaced, and the end record following.
    private static func replacing(_ header: [UInt8], with changed: [UInt8], in sample: Sample) -> [UInt8] {
        let directory = changed + sample.bytes[(sample.directoryOffsets[0] + header.count)..<sample.endOffset]
        let end = ZipEndRecord(
            count: UInt64(sample.records.count),
            directorySize: UInt64(directory.count),
            directoryOffset: UInt64(sample.directoryOffsets[0])
        )
        return sample.bytes.prefix(sample.directoryOffsets[0]) + directory + end.bytes
    }

    @Test("each of these is refused, with its reason", arguments: refusals)
    func refuses(refusal: Refusal) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(refusal.spoil(Sample()), to: "c.asice")
        #expect(throws: refusal.error) { try ContainerReader(path: path) }
    }

    @Test(
        "names that some file system takes for one are refused",
        arguments: [
            ("Vide", "vide"), ("\u{E9}", "e\u{301}"), ("É", "e\u{301}"), ("straße", "STRASSE"), ("\u{212A}", "k"),
        ]
    )
    func collisions(first: String, second: String) throws {
        let folder = try TemporaryFolder()
        let bytes = Sample.assemble(names: [.mimetype, try ObjectName(first), try ObjectName(second)])
        let path = try folder.write(bytes, to: "c.asice")
        #expect(throws: ContainerError.duplicate(name: second, of: first)) { try ContainerReader(path: path) }
    }

    @Test("what others write is not our profile", .enabled(if: Corpora.isPresent, "needs the corpora"))
    func corpora() throws {
        #expect(Corpora.containers.count > 50)
        for container in Corpora.containers {
            #expect(throws: ContainerError.self, "\(container)") {
                try ContainerReader(path: Corpora.folder.appending(path: container).path)
            }
        }
    }

    @Test(
        "traversal, bombs and odd names of other people: refused before any name is used",
        .enabled(if: Corpora.isPresent, "needs the corpora"),
        arguments: [
            ("libdigidocpp/asice-relative.asice", 6), ("libdigidocpp/asice-path.asice", 6),
            ("libdigidocpp/dot.asice", 6), ("digidoc4j/testFiles/invalid-containers/zip-bomb.asice", 6),
        ]
    )
    func named(container: String, check: Int) {
        let path = Corpora.folder.appending(path: container).path
        #expect {
            try ContainerReader(path: path)
        } throws: { error in
            return (error as? ContainerError)?.check == check
        }
    }
}
