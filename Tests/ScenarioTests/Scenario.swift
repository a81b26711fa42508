import Foundation

/// A text file that says what the whole program does: a script, then the files it needs.
///
///     # A folder that is not empty is refused.
///     include identity
///     mkdir case
///     cp note.txt case/note.txt
///     [1] scelle init case --no-recovery --passphrase-file phrase
///     stderr 'not empty|pas vide'
///     -- note.txt --
///     already here
///
/// The script ends at the first line `-- NAME --`; each such line begins a file of that name, made before the first
/// command runs. `ScenarioRunner` has the commands.
struct Scenario: Sendable {
    /// The file's name without its suffix, for messages.
    let name: String

    /// The commands with their line numbers from 1; comments and empty lines are left out.
    let commands: [Command]

    /// The files, by path relative to the scenario's folder.
    let files: [(path: String, contents: String)]

    /// One line of the script.
    struct Command: Sendable {
        /// The name of the text it stands in and its line there, for messages.
        let place: String

        /// The line itself.
        let text: String
    }

    /// Reads a script and its files.
    init(name: String, text: String) {
        var commands: [Command] = []
        var files: [(path: String, contents: String)] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let path = Self.fileName(in: line) {
                files.append((path, ""))
            } else if !files.isEmpty {
                files[files.count - 1].contents += line + "\n"
            } else if !line.allSatisfy(\.isWhitespace), !line.hasPrefix("#") {
                commands.append(Command(place: "\(name):\(index + 1)", text: String(line)))
            }
        }
        // The line break that ends the text ends the last file's last line, and begins none.
        if let last = files.last, text.hasSuffix("\n"), last.contents.hasSuffix("\n") {
            files[files.count - 1].contents.removeLast()
        }
        self.name = name
        self.commands = commands
        self.files = files
    }

    /// The path in a line `-- PATH --`, or nil where the line is none.
    private static func fileName(in line: Substring) -> String? {
        guard line.hasPrefix("-- "), line.hasSuffix(" --"), line.count > 6 else { return nil }
        return String(line.dropFirst(3).dropLast(3))
    }
}

// MARK: - Where they lie

extension Scenario {
    /// The folder of this target's sources.
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    /// The names of the scenarios that are tests of their own, sorted; `SCELLE_SCENARIO` names one to run alone.
    static var names: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "scenarios").path)
                .filter { $0.hasSuffix(".txt") }
                .map { String($0.dropLast(4)) }
                .filter { [nil, $0].contains(ProcessInfo.processInfo.environment["SCELLE_SCENARIO"]) }
                .sorted()
        }
    }

    /// A scenario, or a part that scenarios include, by its folder and name.
    init(named name: String, in subfolder: String = "scenarios") throws {
        let file = Self.folder.appending(path: "\(subfolder)/\(name).txt")
        self.init(name: name, text: try String(contentsOf: file, encoding: .utf8))
    }
}
