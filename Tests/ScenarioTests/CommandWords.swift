import Foundation
import Glibc

/// The words of one line of a script.
///
/// Words are separated by spaces. `'…'` is taken as it stands; `$NAME` and `${NAME}` outside it stand for a variable's
/// value, in one word; an unquoted `*` or `?` matches file names as in a shell and must match at least one.
struct CommandWords {
    /// The words, in order.
    private(set) var words: [String] = []

    /// Splits a line, matching paths relative to `folder`.
    init(_ line: String, variables: [String: String], folder: URL) throws {
        var rest = line[...]
        while let first = rest.first {
            if first.isWhitespace {
                rest.removeFirst()
                continue
            }
            let (word, isPattern) = try Self.word(from: &rest, variables: variables, in: line)
            words += isPattern ? try Self.matches(of: word, in: folder) : [word]
        }
    }

    /// Takes one word off the line, with its variables replaced; tells whether it has an unquoted wildcard.
    private static func word(
        from rest: inout Substring,
        variables: [String: String],
        in line: String
    ) throws -> (String, isPattern: Bool) {
        var word = ""
        var isPattern = false
        while let character = rest.first, !character.isWhitespace {
            rest.removeFirst()
            switch character {
            case "'":
                guard let end = rest.firstIndex(of: "'") else { throw ScenarioFailure("no closing quote: \(line)") }
                word += rest[..<end]
                rest = rest[rest.index(after: end)...]
            case "$":
                let braced = rest.first == "{"
                if braced { rest.removeFirst() }
                let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
                rest = rest.dropFirst(name.count)
                if braced {
                    guard rest.first == "}" else { throw ScenarioFailure("no closing brace: \(line)") }
                    rest.removeFirst()
                }
                guard let value = variables[String(name)] else { throw ScenarioFailure("no variable \(name): \(line)") }
                word += value
            default:
                isPattern = isPattern || "*?".contains(character)
                word.append(character)
            }
        }
        return (word, isPattern)
    }

    /// The existing files that a pattern names, sorted, relative to `folder` unless the pattern is absolute.
    private static func matches(of pattern: String, in folder: URL) throws -> [String] {
        let base = pattern.hasPrefix("/") ? "" : folder.path + "/"
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(base + pattern, 0, nil, &found) == 0 else { throw ScenarioFailure("nothing matches \(pattern)") }
        return (0..<Int(found.gl_pathc)).compactMap { index in
            found.gl_pathv[index].map { String(String(cString: $0).dropFirst(base.count)) }
        }
    }
}

/// What a scenario expected and did not get.
struct ScenarioFailure: Error, CustomStringConvertible {
    /// The expectation and what was found, in one line.
    let description: String

    init(_ description: String) { self.description = description }
}
