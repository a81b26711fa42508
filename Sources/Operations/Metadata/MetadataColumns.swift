internal import Foundation

/// What a column of a list holds.
enum MetadataColumn: Hashable {
    /// The name that the file is received under.
    case file
    /// The answer to a question about the exhibit.
    case answer(ExhibitQuestion)
    /// The zone of the row's dates.
    case zone

    /// The columns of a new list, in order.
    static let all: [MetadataColumn] = [.file] + ExhibitQuestion.allCases.map { .answer($0) } + [.zone]

    /// The column of that name, in French or English; compared without case, accents, blanks and signs.
    init?(named name: String) {
        let word = Self.plain(name)
        guard let column = Self.all.first(where: { $0.names.contains(word) }) else { return nil }
        self = column
    }

    /// The name that it is given in a new list.
    func heading(isFrench: Bool) -> String {
        switch self {
        case .file: isFrench ? "fichier" : "file"
        case .zone: isFrench ? "fuseau" : "zone"
        case .answer(let question): isFrench ? question.frenchHeading : question.rawValue
        }
    }

    /// The names that it goes by, as `plain` has them (`docs/formats/metadata.md` § 2).
    private var names: [String] {
        switch self {
        case .file: ["fichier", "nomdufichier", "nomdefichier", "nom", "chemin", "file", "filename", "name", "path"]
        case .zone: ["fuseau", "fuseauhoraire", "zone", "timezone"]
        case .answer(let question): question.names
        }
    }

    private static func plain(_ name: String) -> String {
        let bare = name.decomposedStringWithCanonicalMapping.unicodeScalars.filter {
            $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
        return String(String.UnicodeScalarView(bare)).lowercased()
    }
}

extension ExhibitQuestion {
    fileprivate var frenchHeading: String {
        switch self {
        case .title: "titre"
        case .platform: "plateforme"
        case .account: "compte"
        case .url: "adresse"
        case .capturedAt: "capture_le"
        case .publishedAt: "publie_le"
        case .visibility: "visibilite"
        case .state: "etat"
        case .series: "serie"
        case .note: "observation"
        }
    }

    fileprivate var names: [String] {
        switch self {
        case .title: ["titre", "intitule", "title"]
        case .platform: ["plateforme", "application", "platform", "app"]
        case .account: ["compte", "compteaffiche", "compteaffich", "identifiant", "pseudo", "account", "handle"]
        case .url: ["adresse", "url", "adresseurl", "lien", "link"]
        case .capturedAt:
            ["capturele", "capture", "datecapture", "datedecapture", "datedelacapture", "capturedat", "captured"]
        case .publishedAt:
            [
                "publiele", "envoyele", "datepublication", "datedepublication", "datedenvoi",
                "datedepublicationoudenvoi",
                "publishedat", "published", "sentat", "sent",
            ]
        case .visibility: ["visibilite", "visibility"]
        case .state: ["etat", "etatalaremise", "state"]
        case .series: ["serie", "suite", "series"]
        case .note: ["observation", "observations", "remarque", "remarques", "note", "notes"]
        }
    }
}
