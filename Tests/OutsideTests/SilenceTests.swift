import Cryptography
import Custody
import Foundation
import Operations
import Testing

extension OutsideTests {
    @Suite("what the ledger does not say")
    struct SilenceTests {
        let bundle: SharedBundle

        init() throws { bundle = try #require(SharedBundle.current) }

        /// Something that must not be found, in one of the spellings in which it could stand there.
        private struct Needle {
            let what: String
            let bytes: Data

            init(_ what: String, _ bytes: some Sequence<UInt8>) {
                self.what = what
                self.bytes = Data(bytes)
            }
        }

        /// Every planted word, name, path, size and digest, in every spelling.
        private func needles() -> [Needle] {
            var texts = Planted.declaredWords
            texts += [Planted.commonName, Planted.organization, Planted.caseTitle, Planted.recipient]
            texts += [Planted.firstFolder, Planted.secondFolder, "Quatremaille", "Zébulon", bundle.person.folder.path]
            texts += Planted.files.flatMap { $0.name.split(separator: "/").map(String.init) + [$0.name] }
            // The pieces' names are made of the received ones.
            texts += bundle.receipts.flatMap(\.exhibits).compactMap { $0.content.mediaType }
            var needles = texts.flatMap { text in
                [
                    Needle(text, text.utf8),
                    Needle("\(text), decomposed", text.decomposedStringWithCanonicalMapping.utf8),
                    Needle("\(text), UTF-16", text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
                ] + Self.spellings(of: Array(text.utf8), what: text)
            }
            for file in Planted.files {
                let digest = Digest(of: file.bytes)
                needles.append(Needle("digest of \(file.name)", digest.bytes))
                needles += Self.spellings(of: Array(digest.bytes), what: "digest of \(file.name)")
                // A short number stands in any digest; a long one does not.
                if file.bytes.count > 1_000_000 {
                    needles.append(Needle("size of \(file.name)", String(file.bytes.count).utf8))
                }
            }
            return needles
        }

        private static func spellings(of bytes: [UInt8], what: String) -> [Needle] {
            [
                Needle("\(what), hex", bytes.hex.utf8),
                Needle("\(what), HEX", bytes.hex.uppercased().utf8),
                Needle("\(what), base64", bytes.base64Unpadded.utf8),
                Needle("\(what), base64url", bytes.base64url.utf8),
            ]
        }

        @Test("no name, digest, size, title, path or account stands in an entry, as DER or as its statement")
        func entries() throws {
            let needles = needles()
            for path in try bundle.files(in: "Verification/entries") {
                expectSilence(of: try bundle.bytes(of: path), about: needles, at: path)
                let statement = try Entry(parsing: bundle.bytes(of: path)).statement
                expectSilence(of: statement.bytes, about: needles, at: path)
            }
        }

        @Test(
            "nor in the ledger's file or its journal, case.toml, the remembered heads, a receipt, a checkpoint or a proof"
        )
        func keptFiles() throws {
            let needles = needles()
            let home = bundle.person.folder.path
            var paths = ["case/ledger.sqlite", "case/case.toml", "recu-1/recu.txt", "recu-2/recu.txt"]
            paths += fileNames(below: home + "/case").filter { $0.hasPrefix("ledger.sqlite-") }.map { "case/\($0)" }
            let heads = fileNames(below: home + "/home/heads").map { "home/heads/\($0)" }
            #expect(!heads.isEmpty)
            for path in paths + heads where !path.hasSuffix("-shm") {
                let bytes = try bundle.person.folder.read(path)
                expectSilence(of: bytes, about: needles, at: path)
            }
            for folder in ["Verification/checkpoints", "Verification/proofs", "Verification/lists"] {
                for path in try bundle.files(in: folder) {
                    expectSilence(of: try bundle.bytes(of: path), about: needles, at: path)
                }
            }
        }

        @Test("what an original and the openings hold is not readable without a key")
        func encrypted() throws {
            let needles = needles()
            let folder = bundle.person.folder
            let originals = fileNames(below: folder.path + "/case/originals")
            #expect(originals.count == Planted.files.count)
            for name in originals {
                expectSilence(of: try folder.read("case/originals/\(name)"), about: needles, at: name)
                #expect(!Planted.files.contains { name.contains($0.name) })
            }
        }

        @Test("the search finds what is there: every planted word stands in the disclosures of the bundle")
        func control() throws {
            let object = try JSONSerialization.jsonObject(with: Data(bundle.bytes(of: "Verification/disclosures.json")))
            let texts = try #require(object as? [String: [String]]).values.flatMap { $0 }
            let opened = Data(try texts.flatMap { text in try #require([UInt8](base64url: text)) })
            for word in Planted.declaredWords + [Planted.recipient, Planted.commonName] {
                #expect(opened.range(of: Data(word.utf8)) != nil, "\(word)")
            }
            for file in Planted.files {
                #expect(opened.range(of: Data(Digest(of: file.bytes).base64url.utf8)) != nil, "\(file.name)")
                #expect(opened.range(of: Data(Array(file.name.utf8).base64url.utf8)) != nil, "\(file.name)")
            }
            #expect(opened.range(of: Data("1237913".utf8)) != nil)
        }

        private func expectSilence(of bytes: [UInt8], about needles: [Needle], at path: String) {
            let data = Data(bytes)
            for needle in needles where data.range(of: needle.bytes) != nil {
                Issue.record("\(needle.what) stands in \(path)")
            }
        }
    }
}
