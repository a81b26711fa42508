import Cryptography
import Foundation
import Operations

/// What stands in the bundle of the tests: words that occur nowhere else, so that a search for them finds a leak.
enum Planted {
    static let commonName = "Maître Bérénice Quatremaille"
    static let organization = "Cabinet Quatremaille et Vertefeuille"
    static let caseTitle = "Wilhelmine contre Zébulon"
    static let recipient = "Tribunal judiciaire de Trifouilly"

    /// The folders that are handed over; their names are in no received name, and so nowhere.
    static let firstFolder = "clé USB de Wilhelmine"
    static let secondFolder = "courriels transférés"

    /// Every fact that can be declared.
    static var declared: DeclaredFacts {
        var facts = DeclaredFacts()
        facts.submission[.from] = "Wilhelmine Ptitgoutte"
        facts.submission[.receivedVia] = "remise en mains propres au café Zinc"
        facts.submission[.receivedAt] = "2020-06-17T18:22:31+02:00"
        facts.submission[.device] = "téléphone Fantasio 12"
        facts.everyExhibit[.title] = "Menace du Zébulon"
        facts.everyExhibit[.platform] = "TokTikTokTik"
        facts.everyExhibit[.account] = "@zebulon.officiel"
        facts.everyExhibit[.url] = "https://toktiktoktik.exemple.invalid/@zebulon.officiel/7421337"
        facts.everyExhibit[.capturedAt] = "2020-06-16"
        facts.everyExhibit[.publishedAt] = "2019-11-05T07:13:57+01:00"
        facts.everyExhibit[.visibility] = "message privatissime"
        facts.everyExhibit[.state] = "recadrée au pouce"
        facts.everyExhibit[.series] = "défilement numéro XLII"
        facts.everyExhibit[.note] = "elle tremblait en racontant la galéjade"
        return facts
    }

    /// The declared facts as the words that must not be found.
    static let declaredWords = [
        "Wilhelmine Ptitgoutte", "remise en mains propres au café Zinc", "2020-06-17T18:22:31",
        "téléphone Fantasio 12", "Menace du Zébulon", "TokTikTokTik", "zebulon.officiel",
        "toktiktoktik.exemple.invalid", "7421337", "2020-06-16", "2019-11-05", "message privatissime",
        "recadrée au pouce", "défilement numéro XLII", "galéjade",
    ]

    /// The files that are handed over: the received name, the folder, the bytes.
    static let files: [(folder: String, name: String, bytes: [UInt8])] = [
        (firstFolder, "Capture d'écran de la vérité.png", png(ofSize: 1_237_913)),
        (firstFolder, "Discussion étoilée/_tchatche.txt", Array("12/06/2020 21:04 - Zébulon: galéjade\n".utf8)),
        (firstFolder, "Discussion étoilée/vide\nà deux lignes", []),
        (secondFolder, "Énième relance.eml", Array("Subject: rutabaga\r\n\r\nencore une fois\r\n".utf8)),
        (secondFolder, "-n'importe quoi \\ 😡.txt", Array("trois petits points\n".utf8)),
    ]

    static func write(to folder: TemporaryFolder) throws {
        for file in files { try folder.write(file.bytes, to: "\(file.folder)/\(file.name)") }
    }

    /// Bytes that `file` takes for a PNG, of a size that no counter, index or time in a ledger comes near.
    private static func png(ofSize size: Int) -> [UInt8] {
        let head: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D] + Array("IHDR".utf8)
        return head + (head.count..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    }
}
