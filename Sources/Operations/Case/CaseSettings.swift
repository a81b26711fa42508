internal import LedgerStore
package import Wording

/// What case.toml holds: how the tool works on the case, and nothing personal.
///
///     language = "fr"
///     zone = "Europe/Paris"                           optional; that of declared dates which name none
///
///     [[authority]]
///     name = "digicert"
///     url = "http://timestamp.digicert.com"
///     credentials-file = "/home/…/digicert.txt"      optional; one line, user:password; https only
package struct CaseSettings: Hashable, Sendable {
    /// The language of the case's documents, and of messages about it.
    package let language: Language

    /// The time zone of declared dates that name none; nil when such dates are refused.
    package let zone: String?

    /// The time-stamping authorities, in the order in which they are named.
    package let authorities: [AuthorityAddress]

    /// Settings with these values; two authorities of one name are refused.
    package init(
        language: Language,
        zone: String? = nil,
        authorities: [AuthorityAddress]
    ) throws(OperationError) {
        for (position, authority) in authorities.enumerated() {
            let isRepeated = authorities[..<position].contains { $0.name.utf8.elementsEqual(authority.name.utf8) }
            guard !isRepeated else { throw OperationError(.authorityRepeated, ["name": authority.name]) }
        }
        if let zone { _ = try ZoneRules(knowing: zone) }
        self.language = language
        self.zone = zone
        self.authorities = authorities
    }
}

// MARK: - File

extension CaseSettings {
    /// Reads the case.toml at `path`.
    package init(reading path: String) throws {
        let file = try SettingsFile.decode(File.self, from: DurableFile.read(path), path: path)
        guard let language = Language(rawValue: file.language) else {
            throw OperationError(
                .settingsMalformed,
                ["path": path, "line": "?", "reason": "language = \"fr\" | \"en\""]
            )
        }
        let authorities = try (file.authority ?? []).map { line throws(OperationError) in
            try AuthorityAddress(checking: line.name, url: line.url, credentialsFile: line.credentialsFile)
        }
        try self.init(language: language, zone: file.zone, authorities: authorities)
    }

    /// The file's text.
    package var toml: String {
        var text = """
            # Réglages du dossier. Rien de personnel ici : ce fichier n'est ni chiffré ni signé.
            language = \(SettingsFile.quoted(language.rawValue))

            """
        if let zone {
            text += """
                # Fuseau des dates déclarées qui n'en nomment pas.
                zone = \(SettingsFile.quoted(zone))

                """
        }
        for authority in authorities {
            text += """

                [[authority]]
                name = \(SettingsFile.quoted(authority.name))
                url = \(SettingsFile.quoted(authority.url))

                """
            if let file = authority.credentialsFile {
                text += "credentials-file = \(SettingsFile.quoted(file))\n"
            }
        }
        return text
    }

    private struct File: Decodable {
        let language: String
        let zone: String?
        let authority: [Authority]?

        enum CodingKeys: String, CodingKey {
            case language, zone, authority
        }

        struct Authority: Decodable {
            let name: String
            let url: String
            let credentialsFile: String?

            enum CodingKeys: String, CodingKey {
                case name, url
                case credentialsFile = "credentials-file"
            }
        }
    }
}
