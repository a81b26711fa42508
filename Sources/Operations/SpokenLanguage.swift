internal import LedgerStore
package import Wording

/// Which language a person is spoken to in.
package enum SpokenLanguage {
    /// What a language is chosen for.
    package enum Occasion: Sendable {
        /// A command about a case file: the one at a path, or the one that is found without it.
        case caseFile(String?)
        /// Any other command.
        case person
    }

    /// The language that was typed, else that of case.toml, else that of config.toml, else the locale's.
    ///
    /// A case that cannot be found or read decides nothing here: the command itself says what is wrong with it.
    package static func chosen(
        typed: Language?,
        for occasion: Occasion,
        in surroundings: Surroundings
    ) throws(OperationError) -> Language {
        if let typed { return typed }
        if case .caseFile(let path) = occasion, let language = language(ofCaseAt: path, in: surroundings) {
            return language
        }
        return try configured(in: surroundings) ?? ofLocale(surroundings)
    }

    /// The locale's language: `LC_ALL`, `LC_MESSAGES`, `LANG`, in this order, as POSIX has it.
    package static func ofLocale(_ surroundings: Surroundings) -> Language {
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { surroundings.environment[$0] }
        return Language(locale: names.first { !$0.isEmpty } ?? "C")
    }

    private static func language(ofCaseAt path: String?, in surroundings: Surroundings) -> Language? {
        // The reason is not lost: the command opens the case itself, and tells it.
        guard let folder = try? CaseFile.folder(at: path, in: surroundings) else { return nil }
        return (try? CaseSettings(reading: folder.settings))?.language  // told by the command, as above
    }

    /// What config.toml in the person's configuration folder says; nil when there is none.
    private static func configured(in surroundings: Surroundings) throws(OperationError) -> Language? {
        // Without a home there is no configuration; what needs one says so.
        guard let folder = try? surroundings.configurationFolder() else { return nil }
        let path = folder + "/config.toml"
        guard DurableFile.exists(path) else { return nil }
        let text: [UInt8]
        do { text = try DurableFile.read(path) } catch {
            throw OperationError(.fileProblem, ["path": path, "reason": "\(error)"])
        }
        let file = try SettingsFile.decode(File.self, from: text, path: path)
        guard let name = file.language else { return nil }
        guard let language = Language(rawValue: name) else {
            throw OperationError(
                .settingsMalformed,
                ["path": path, "line": "?", "reason": "language = \"fr\" | \"en\""]
            )
        }
        return language
    }

    private struct File: Decodable {
        let language: String?
    }
}
