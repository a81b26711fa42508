package import Cryptography

/// What the program saw in a file's own bytes, apart from whatever anyone declares: the value of the field `observed`.
///
///     {"looked":["png"],"observations":[{"at":8,"code":"image.dimensions","values":{"height":2532,"width":1170}}],
///      "reader":{"magic":"544","name":"scelle-observe","version":"0.1.0"},"reading":"complete"}
///
/// Each observation is an indication, never a verdict. `reading` and `looked` tell "nothing found" from "not looked".
package struct ObservedFacts: Hashable, Sendable {
    /// How far the reading came.
    package let reading: Reading

    /// The parts of the program that read the file: `png`, `exif`; sorted, each once.
    package let looked: [String]

    /// Which limits ended a reading that is `partial`, sorted, each once; empty otherwise.
    package let limits: [String]

    /// What was seen, in the order in which it was.
    package let observations: [Observation]

    /// The files within an archive, where the file is one that was listed.
    package let members: Members?

    /// The program that read the file; nil when none did.
    package let reader: Reader?

    /// How far the reading of a file came.
    package enum Reading: String, Hashable, Sendable, CaseIterable {
        /// To the end, as far as the parts in `looked` go.
        case complete
        /// Up to a limit that `limits` names.
        case partial
        /// The program that reads ended without an answer.
        case crashed
        /// It gave no answer in time, and was ended.
        case timedOut
        /// It gave an answer that is none.
        case refused
        /// It could not be started.
        case absent
    }

    /// The program that read a file.
    package struct Reader: Hashable, Sendable {
        /// Its name.
        package let name: String
        /// Its release.
        package let version: String
        /// The release of libmagic that told the media type.
        package let magic: String

        /// The program with these three words.
        package init(name: String, version: String, magic: String) {
            self.name = name
            self.version = version
            self.magic = magic
        }
    }

    /// One thing that was seen.
    package struct Observation: Hashable, Sendable {
        /// What: words joined by dots, `png.trailing`.
        package let code: String

        /// Where in the file, in bytes from its beginning; nil where that says nothing.
        package let at: UInt64?

        /// What was read there.
        package let values: [String: Value]

        /// An observation; its strings must be short and plain, as `Value.text` makes them.
        package init(_ code: String, at: UInt64? = nil, _ values: [String: Value] = [:]) {
            self.code = code
            self.at = at
            self.values = values
        }
    }

    /// A string or an integer.
    package enum Value: Hashable, Sendable {
        case string(String)
        case integer(UInt64)

        /// Foreign text as it may stand here: cut to what is allowed, U+FFFD for what steers lines or direction.
        package static func text(_ bytes: some Collection<UInt8>) -> Value {
            let display = ReceivedName(bytes: Array(bytes.prefix(4 * ObservedFacts.longestString))).display
            var kept = ""
            for character in display.unicodeScalars {
                guard kept.utf8.count + 4 <= ObservedFacts.longestString else { break }
                kept.unicodeScalars.append(character)
            }
            return .string(kept)
        }
    }

    /// The list of an archive's members: how many lines it has, and its SHA-256.
    package struct Members: Hashable, Sendable {
        /// How many members are listed.
        package let count: UInt64
        /// The SHA-256 of the list's lines, LF after each.
        package let digest: Digest

        /// A list of `count` lines.
        package init(count: UInt64, digest: Digest) {
            self.count = count
            self.digest = digest
        }
    }

    /// What was seen in one file.
    package init(
        reading: Reading,
        looked: Set<String> = [],
        limits: Set<String> = [],
        observations: [Observation] = [],
        members: Members? = nil,
        reader: Reader? = nil
    ) {
        self.reading = reading
        self.looked = looked.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.limits = limits.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.observations = observations
        self.members = members
        self.reader = reader
    }

    /// The same with `more` observations after these.
    package func adding(_ more: [Observation]) -> ObservedFacts {
        ObservedFacts(
            reading: reading,
            looked: Set(looked),
            limits: Set(limits),
            observations: observations + more,
            members: members,
            reader: reader
        )
    }

    /// How many observations a file may have.
    package static let mostObservations = 256
    /// How many values an observation may have.
    package static let mostValues = 16
    /// How long a string may be, in bytes of UTF-8.
    package static let longestString = 256
}

// MARK: - JSON

extension ObservedFacts {
    /// The value as a disclosure has it.
    package var json: CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "looked": .array(looked.map { .string($0) }),
            "observations": .array(observations.map(\.json)),
            "reading": .string(reading.rawValue),
        ]
        if !limits.isEmpty { members["limits"] = .array(limits.map { .string($0) }) }
        if let reader {
            members["reader"] = .object([
                "magic": .string(reader.magic), "name": .string(reader.name), "version": .string(reader.version),
            ])
        }
        if let list = self.members {
            members["members"] = .object(["count": .integer(list.count), "digest": .digest(list.digest)])
        }
        return .object(members)
    }

    /// Reads the value; `docs/formats/observed.md` § 5 numbers the checks.
    package init(_ json: CanonicalJSON, at path: String = "") throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        reading = try members.take("reading") { $0.stringValue.flatMap { Reading(rawValue: $0) } }
        looked = try members.take("looked", as: \.ascendingWords)
        limits = try members.takeIfPresent("limits", as: \.ascendingWords) ?? []
        guard case .array(let seen) = try members.take("observations"), seen.count <= Self.mostObservations else {
            throw .malformed(members.path(of: "observations"))
        }
        var observations: [Observation] = []
        for (position, observation) in seen.enumerated() {
            observations.append(try Observation(observation, at: members.path(of: "observations") + ".\(position)"))
        }
        self.observations = observations
        reader = try members.takeIfPresent("reader").map { value throws(ShapeError) in
            try Reader(value, at: members.path(of: "reader"))
        }
        self.members = try members.takeIfPresent("members").map { value throws(ShapeError) in
            try Members(value, at: members.path(of: "members"))
        }
        try members.finish()
        // A reading that stopped short names its limit; one that had no reader has nothing to show for it.
        guard (reading == .partial) == !limits.isEmpty else { throw .malformed(members.path(of: "limits")) }
        let wasRead = reading == .complete || reading == .partial
        guard wasRead == (reader != nil) else { throw .malformed(members.path(of: "reader")) }
        guard wasRead || (looked.isEmpty && self.members == nil) else {
            throw .malformed(members.path(of: "looked"))
        }
    }
}

extension ObservedFacts.Reader {
    fileprivate init(_ json: CanonicalJSON, at path: String) throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        name = try members.take("name", as: \.wordValue)
        version = try members.take("version", as: \.wordValue)
        magic = try members.take("magic", as: \.wordValue)
        try members.finish()
    }
}

extension ObservedFacts.Members {
    fileprivate init(_ json: CanonicalJSON, at path: String) throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        count = try members.take("count", as: \.integerValue)
        digest = try members.take("digest", as: \.digestValue)
        try members.finish()
    }
}

extension ObservedFacts.Observation {
    fileprivate var json: CanonicalJSON {
        var members: [String: CanonicalJSON] = ["code": .string(code)]
        if let at { members["at"] = .integer(at) }
        if !values.isEmpty { members["values"] = .object(values.mapValues(\.json)) }
        return .object(members)
    }

    fileprivate init(_ json: CanonicalJSON, at path: String) throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        code = try members.take("code") { $0.stringValue.flatMap { Self.isCode($0) ? $0 : nil } }
        at = try members.takeIfPresent("at", as: \.integerValue)
        let name = "values"
        guard let given = members.takeIfPresent(name) else {
            values = [:]
            try members.finish()
            return
        }
        var reader = try MemberReader(given, at: members.path(of: name))
        var values: [String: ObservedFacts.Value] = [:]
        for (name, value) in reader.takeRest() {
            guard let value = ObservedFacts.Value(value), name.utf8.allSatisfy({ Self.isLetterOrDigit($0) }) else {
                throw .malformed(reader.path(of: name))
            }
            values[name] = value
        }
        guard values.count <= ObservedFacts.mostValues else { throw .malformed(reader.path) }
        self.values = values
        try members.finish()
    }

    /// Whether `text` is two or more runs of ASCII letters and digits joined by dots, 64 characters at most.
    private static func isCode(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return text.utf8.count <= 64 && parts.count >= 2
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { isLetterOrDigit($0) } }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }
}

extension ObservedFacts.Value {
    fileprivate var json: CanonicalJSON {
        switch self {
        case .string(let string): .string(string)
        case .integer(let integer): .integer(integer)
        }
    }

    /// A string must be what its bytes show: nothing that steers lines or direction comes back out of here.
    fileprivate init?(_ json: CanonicalJSON) {
        switch json {
        case .integer(let integer): self = .integer(integer)
        case .string(let string):
            guard string.utf8.count <= ObservedFacts.longestString,
                ReceivedName(bytes: Array(string.utf8)).display.utf8.elementsEqual(string.utf8)
            else { return nil }
            self = .string(string)
        default: return nil
        }
    }
}

extension CanonicalJSON {
    /// The words of an array in ascending order, each once; nil for anything else.
    fileprivate var ascendingWords: [String]? {
        guard case .array(let values) = self, values.count <= 32 else { return nil }
        let words = values.compactMap(\.wordValue)
        guard words.count == values.count, words.allSatisfy({ $0.utf8.count <= 32 }) else { return nil }
        let isAscending = zip(words, words.dropFirst()).allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return isAscending ? words : nil
    }
}
