internal import Cryptography
internal import Custody
internal import Operations
internal import Wording

/// What is said about members taken out of an archive.
enum ExtractPages {
    /// What was taken out, where it is, and what was left and why.
    static func extracted(_ extracted: ExtractMembers.Extracted, in say: Phrasebook) -> Page {
        var page = Page()
        if let folder = extracted.folder {
            page.line(say("extract.done", ["count": say.number(UInt64(extracted.written.count))]), .heading)
            page.field(say("extract.folder"), folder, in: say)
            var table = Table([
                Table.Column(say("table.file"), shrinks: true), Table.Column(say("table.size"), isNumber: true),
                Table.Column(say("table.name"), shrinks: true),
            ])
            for item in extracted.written {
                table.add([item.fileName, say.number(item.member.size), name(of: item.member)])
            }
            page.table(table)
        } else {
            page.line(say("extract.nothing"), .bad)
        }
        if !extracted.left.isEmpty {
            page.heading(say("extract.left", ["count": say.number(UInt64(extracted.left.count))]))
            for item in extracted.left {
                let words = [
                    "number": say.number(item.number), "name": name(of: item.member),
                    "reason": say("document.extraction.reason.\(item.reason.rawValue)"),
                ]
                page.paragraph(say("extract.leftMember", words), indent: 2, hanging: 2)
            }
        }
        guard extracted.folder != nil else { return page }
        page.line()
        page.paragraph(say("extract.copy", ["sheet": ExtractMembers.sheetName]))
        return page
    }

    private static func name(of member: ArchiveMember) -> String { member.name?.display.printable ?? "" }
}

/// What `extract --json` prints; `folder` is absent when nothing was written.
struct ExtractedJSON: Encodable {
    /// A member that was written.
    struct Written: Encodable {
        let number: UInt64
        let name: String?
        let file: String
        let size: UInt64
        let sha256: String?
    }

    /// A member that was left in the archive.
    struct Left: Encodable {
        let number: UInt64
        let name: String?
        let reason: String
    }

    let exhibit: String
    let folder: String?
    let written: [Written]
    let left: [Left]

    init(_ extracted: ExtractMembers.Extracted) {
        exhibit = extracted.exhibit.hex
        folder = extracted.folder
        written = extracted.written.map {
            Written(
                number: $0.number,
                name: $0.member.name?.display,
                file: $0.fileName,
                size: $0.member.size,
                sha256: $0.member.digest?.hex
            )
        }
        left = extracted.left.map {
            Left(number: $0.number, name: $0.member.name?.display, reason: $0.reason.rawValue)
        }
    }
}
