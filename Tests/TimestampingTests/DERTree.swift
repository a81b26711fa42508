/// DER taken apart, so that a test can change one thing and put it together again.
///
///     var tree = try #require(DERTree(token))
///     tree[1, 0, 4, 0, 5] = .primitive(0x04, otherSignature)
///     let changed = tree.bytes
indirect enum DERTree: Equatable {
    case primitive(UInt8, [UInt8])
    case constructed(UInt8, [DERTree])

    /// Reads one value in definite lengths; nil when there is not exactly one.
    init?(_ bytes: [UInt8]) {
        guard let values = Self.values(in: bytes[...]), values.count == 1 else { return nil }
        self = values[0]
    }

    private static func values(in bytes: ArraySlice<UInt8>) -> [DERTree]? {
        var rest = bytes
        var values: [DERTree] = []
        while let tag = rest.popFirst() {
            guard var length = rest.popFirst().map(Int.init) else { return nil }
            if length >= 0x80 {
                let octets = rest.prefix(length & 0x7F)
                rest = rest.dropFirst(length & 0x7F)
                length = octets.reduce(0) { $0 << 8 | Int($1) }
            }
            guard rest.count >= length else { return nil }
            let contents = rest.prefix(length)
            rest = rest.dropFirst(length)
            if tag & 0x20 != 0 {
                guard let children = Self.values(in: contents) else { return nil }
                values.append(.constructed(tag, children))
            } else {
                values.append(.primitive(tag, Array(contents)))
            }
        }
        return values
    }

    /// The encoding, with the shortest lengths.
    var bytes: [UInt8] {
        let contents = contents
        return [tag] + Self.length(contents.count) + contents
    }

    private var tag: UInt8 {
        switch self {
        case .primitive(let tag, _), .constructed(let tag, _): tag
        }
    }

    /// The encoding with indefinite lengths in the outermost `levels` (X.690 § 8.1.3.6), which BER allows.
    func indefiniteBytes(levels: Int) -> [UInt8] {
        guard levels > 0, case .constructed(let tag, let children) = self else { return bytes }
        return [tag, 0x80] + children.flatMap { $0.indefiniteBytes(levels: levels - 1) } + [0, 0]
    }

    /// What the value holds, encoded.
    var contents: [UInt8] {
        switch self {
        case .primitive(_, let octets): octets
        case .constructed(_, let children): children.flatMap(\.bytes)
        }
    }

    var children: [DERTree] {
        get {
            guard case .constructed(_, let children) = self else { return [] }
            return children
        }
        set {
            guard case .constructed(let tag, _) = self else { return }
            self = .constructed(tag, newValue)
        }
    }

    /// The value reached by going down into these children.
    subscript(path: Int...) -> DERTree {
        get { path.reduce(self) { $0.children[$1] } }
        set { self = replacing(path[...], with: newValue) }
    }

    private func replacing(_ path: ArraySlice<Int>, with value: DERTree) -> DERTree {
        guard let first = path.first, case .constructed(let tag, var children) = self else { return value }
        children[first] = children[first].replacing(path.dropFirst(), with: value)
        return .constructed(tag, children)
    }

    private static func length(_ count: Int) -> [UInt8] {
        guard count >= 0x80 else { return [UInt8(count)] }
        var octets: [UInt8] = []
        var rest = count
        while rest > 0 {
            octets.insert(UInt8(rest & 0xFF), at: 0)
            rest >>= 8
        }
        return [0x80 | UInt8(octets.count)] + octets
    }
}

// MARK: - Values

extension DERTree {
    static func sequence(_ children: DERTree...) -> DERTree { .constructed(0x30, children) }

    static func set(_ children: DERTree...) -> DERTree { .constructed(0x31, children) }

    /// An INTEGER from 0 to 127.
    static func integer(_ number: UInt8) -> DERTree { .primitive(0x02, [number]) }

    /// An object identifier whose arcs after the second are all below 2²⁸.
    static func oid(_ dotted: String) -> DERTree {
        let arcs = dotted.split(separator: ".").compactMap { Int($0) }
        var octets: [UInt8] = []
        for arc in [arcs[0] * 40 + arcs[1]] + arcs.dropFirst(2) {
            var group = [UInt8(arc & 0x7F)]
            var rest = arc >> 7
            while rest > 0 {
                group.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
                rest >>= 7
            }
            octets += group
        }
        return .primitive(0x06, octets)
    }

    static func octets(_ octets: [UInt8]) -> DERTree { .primitive(0x04, octets) }

    static func generalizedTime(_ text: String) -> DERTree { .primitive(0x18, Array(text.utf8)) }
}
