import ASiC
import CourtBundle
import Foundation
import Testing

@Suite("docs/formats/bundle.md")
struct BundlePageTests {
    /// The texts of the page's code blocks, without their fences.
    private static func blocks() throws -> [String] {
        let package = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: package.appending(path: "docs/formats/bundle.md"), encoding: .utf8)
        let parts = page.components(separatedBy: "\n```")
        return parts.indices.filter { $0 % 2 == 1 }.map { position in
            let lines = parts[position].split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
            return lines.joined(separator: "\n")
        }
    }

    @Test("its examples are the bytes of the sample")
    func examples() throws {
        try withTemporaryFolder { folder in
            let path = try SampleBundle.writeThreeForms(in: folder).container
            let bundle = try UncheckedBundle(opening: path)
            let listing = try ContainerReader(path: path).entries.map(\.name.text).joined(separator: "\n")
            let blocks = try Self.blocks()
            #expect(blocks.contains(listing))
            for object in [BundleObject.index, .disclosures] {
                let text = String(decoding: try bundle.bytes(of: object) ?? [], as: UTF8.self)
                #expect(blocks.contains(text), "\(object.path)")
            }
            let digests = String(decoding: try DigestList(bundle.digestLines()).bytes, as: UTF8.self)
            #expect(blocks.contains(String(digests.dropLast())))
            #expect(digests.hasSuffix("\n"))
        }
    }
}
