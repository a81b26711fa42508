internal import Cryptography

// The statement's bytes straight from its members: whoever reads a million statements prints each again to compare, and the
// tree of values that `json` makes of one costs several times as much as the printing.

extension Statement {
    /// What `json.bytes` gives, for a statement without `furtherMembers`: the members in the order of their names.
    var printed: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(2_048)
        output.begin("{\"actor\":", actor)
        if let after {
            output.begin(",\"after\":{\"root\":", after.root)
            output.append(contentsOf: ",\"size\":\(after.size),\"tokens\":[".utf8)
            for (position, token) in after.tokens.enumerated() { output.begin(position == 0 ? "" : ",", token) }
            output.append(contentsOf: "]}".utf8)
        }
        if !commitments.isEmpty {
            output.append(contentsOf: ",\"commitments\":{".utf8)
            // Member names are ASCII, whose order `<` is that of their bytes.
            for (position, commitment) in commitments.sorted(by: { $0.key < $1.key }).enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                output.append(UInt8(ascii: "\""))
                output.append(contentsOf: commitment.key.utf8)
                output.begin("\":", commitment.value)
            }
            output.append(UInt8(ascii: "}"))
        }
        output.begin(",\"declaredAt\":", declaredAt.description)
        if let exhibit { output.begin(",\"exhibit\":", exhibit.hex) }
        if let facts {
            output.append(contentsOf: ",\"facts\":".utf8)
            facts.json.write(to: &output)
        }
        if let governance { output.begin(",\"governance\":", governance) }
        precondition(index <= CanonicalJSON.maximumInteger, "an integer beyond 2^53-1")
        output.append(contentsOf: ",\"index\":\(index)".utf8)
        output.begin(",\"kind\":", kind.name)
        if !lists.isEmpty {
            output.append(contentsOf: ",\"lists\":".utf8)
            CanonicalJSON.object(lists.mapValues(\.json)).write(to: &output)
        }
        output.begin(",\"origin\":", origin)
        if let previous { output.begin(",\"previous\":", previous) }
        if let submission { output.begin(",\"submission\":", submission.hex) }
        output.begin(",\"tool\":{\"name\":", tool.name)
        output.begin(",\"platform\":", tool.platform)
        output.begin(",\"version\":", tool.version)
        output.append(contentsOf: "}}".utf8)
        return output
    }
}

extension [UInt8] {
    /// Appends the member's beginning and a digest as statements spell it.
    fileprivate mutating func begin(_ beginning: StaticString, _ digest: Digest) {
        append(contentsOf: UnsafeBufferPointer(start: beginning.utf8Start, count: beginning.utf8CodeUnitCount))
        append(UInt8(ascii: "\""))
        digest.appendBase64URL(to: &self)
        append(UInt8(ascii: "\""))
    }

    /// Appends the member's beginning and a quoted string.
    fileprivate mutating func begin(_ beginning: StaticString, _ string: String) {
        append(contentsOf: UnsafeBufferPointer(start: beginning.utf8Start, count: beginning.utf8CodeUnitCount))
        CanonicalJSON.write(string: string, to: &self)
    }
}
