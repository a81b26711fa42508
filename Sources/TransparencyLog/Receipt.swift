package import Cryptography

/// What a submitter takes home: the key of the ledger, the leaf hashes of what was sealed, and the signed checkpoint.
///
/// Whoever holds it can show later that the ledger was changed. It stands at the end of a text file, below a head in
/// words; `docs/formats/receipt.md` has an example. The grammar of the armored part:
///
///     -----BEGIN SCELLE RECEIPT-----
///     key <vkey>
///     leaf <decimal> <base64 of a leaf hash>      one or more, by rising index
///                                                 an empty line
///     <the signed checkpoint>
///     -----END SCELLE RECEIPT-----
package struct Receipt: Hashable, Sendable {
    /// One entry that the receipt is for.
    package struct Leaf: Hashable, Sendable {
        /// The index of the entry in the ledger, from 0.
        package let index: UInt64

        /// The leaf hash of the entry.
        package let hash: Digest

        /// The leaf `index` with the given hash.
        package init(index: UInt64, hash: Digest) {
            self.index = index
            self.hash = hash
        }
    }

    /// The ledger's key.
    package let key: VerifierKey

    /// The entries that the receipt is for, by rising index; at least one.
    package let leaves: [Leaf]

    /// The head of the ledger once they were in it.
    package let checkpoint: SignedCheckpoint

    /// The receipt for `leaves`.
    ///
    /// - Throws: `ReceiptError`, when there is no leaf, when they do not rise, or when one is not in the tree.
    package init(key: VerifierKey, leaves: [Leaf], checkpoint: SignedCheckpoint) throws(ReceiptError) {
        guard let last = leaves.last else { throw .noLeaf }
        guard zip(leaves, leaves.dropFirst()).allSatisfy({ $0.index < $1.index }) else { throw .leavesOutOfOrder }
        guard last.index < checkpoint.checkpoint.treeSize else { throw .leafOutsideTree(index: last.index) }
        self.key = key
        self.leaves = leaves
        self.checkpoint = checkpoint
    }
}

// MARK: - Text form

extension Receipt {
    /// The most bytes a receipt may have: a call that seals a million files gives some 60 MB.
    package static let maximumByteCount = 128 << 20

    private static let beginLine = "-----BEGIN SCELLE RECEIPT-----"
    private static let endLine = "-----END SCELLE RECEIPT-----"

    /// The armored part, from the BEGIN line to the END line.
    package var armored: [UInt8] {
        Self.opening(key) + leaves.flatMap(\.line) + Self.closing(checkpoint)
    }

    /// The whole file: `head`, in words, then the armored part.
    ///
    /// - Throws: `ReceiptError.armorInHead`, when a line of `head` could be taken for the armor's; `.headWithoutLineFeed`.
    package func bytes(head: String) throws(ReceiptError) -> [UInt8] {
        try Self.checked(head) + armored
    }

    /// Hands the whole file of a receipt to `put` a piece at a time: the bytes of `bytes(head:)`, with leaves that need not be in
    /// memory together.
    ///
    /// - Throws: what `put` throws, and what `init` and `bytes(head:)` throw; the pieces before are no receipt then.
    package static func write(
        head: String,
        key: VerifierKey,
        leaves: some Sequence<Leaf>,
        checkpoint: SignedCheckpoint,
        _ put: ([UInt8]) throws -> Void
    ) throws {
        var piece = try checked(head) + opening(key)
        var last: UInt64?
        for leaf in leaves {
            if let last, last >= leaf.index { throw ReceiptError.leavesOutOfOrder }
            last = leaf.index
            piece += leaf.line
            if piece.count >= pieceCount {
                try put(piece)
                piece.removeAll(keepingCapacity: true)
            }
        }
        guard let last else { throw ReceiptError.noLeaf }
        guard last < checkpoint.checkpoint.treeSize else { throw ReceiptError.leafOutsideTree(index: last) }
        try put(piece + closing(checkpoint))
    }

    /// How many bytes of lines are gathered before they are handed on.
    private static let pieceCount = 32_768

    private static func checked(_ head: String) throws(ReceiptError) -> [UInt8] {
        let head = Array(head.utf8)
        guard head.isEmpty || head.last == lineFeed else { throw .headWithoutLineFeed }
        let lines = head.split(separator: lineFeed, omittingEmptySubsequences: false)
        guard lines.allSatisfy({ !Self.isArmor($0) }) else { throw .armorInHead }
        return head
    }

    private static func opening(_ key: VerifierKey) -> [UInt8] {
        Array("\(beginLine)\nkey \(key)\n".utf8)
    }

    private static func closing(_ checkpoint: SignedCheckpoint) -> [UInt8] {
        [lineFeed] + checkpoint.bytes + Array("\(endLine)\n".utf8)
    }

    /// Reads the receipt in a file; the head in words is any UTF-8, the armored part has one spelling and ends the file.
    package init(parsing bytes: [UInt8]) throws(ReceiptError) {
        guard bytes.count <= Self.maximumByteCount else { throw .tooLarge(byteCount: bytes.count) }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        var lines = LineReader(bytes)
        while true {
            guard let line = lines.next() else { throw .noBeginLine }
            if line.elementsEqual(Self.beginLine.utf8) { break }
            guard !Self.isArmor(line) else { throw .armorInHead }
        }
        let end = Array("\(Self.endLine)\n".utf8)
        guard lines.rest.count >= end.count, lines.rest.suffix(end.count).elementsEqual(end) else { throw .noEndLine }
        try self.init(body: lines.rest.dropLast(end.count))
    }

    /// Reads what stands between the BEGIN line and the END line.
    private init(body: ArraySlice<UInt8>) throws(ReceiptError) {
        var lines = LineReader(body)
        guard let keyLine = lines.next(after: "key "), let vkey = String(validating: keyLine, as: UTF8.self) else {
            throw .noKeyLine
        }
        let key: VerifierKey
        do {
            key = try VerifierKey(parsing: vkey)
        } catch { throw .key(error) }
        var leaves: [Leaf] = []
        while let line = lines.next(after: "leaf ") {
            guard let leaf = Leaf(parsing: line) else { throw .malformedLeaf(number: leaves.count + 1) }
            leaves.append(leaf)
        }
        guard lines.next()?.isEmpty == true else { throw .noEmptyLine }
        let checkpoint: SignedCheckpoint
        do {
            checkpoint = try SignedCheckpoint(parsing: Array(lines.rest))
        } catch { throw .checkpoint(error) }
        try self.init(key: key, leaves: leaves, checkpoint: checkpoint)
    }

    /// Whether a line begins as the armor's own lines do.
    private static func isArmor(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: "-----BEGIN SCELLE".utf8) || line.starts(with: "-----END SCELLE".utf8)
    }
}

extension Receipt.Leaf {
    /// The leaf's line, with its LF.
    fileprivate var line: [UInt8] { Array("leaf \(index) \(hash.base64)\n".utf8) }

    /// Reads `<decimal> <base64>`; nil when it has another form.
    fileprivate init?(parsing line: ArraySlice<UInt8>) {
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 2, let index = UInt64(canonicalDecimal: parts[0]),
            let bytes = [UInt8](base64Line: parts[1]), let hash = Digest(bytes: bytes)
        else { return nil }
        self.init(index: index, hash: hash)
    }
}

// MARK: - Verification

extension Receipt {
    /// Checks that the receipt holds together: the key is the ledger's by name, and signed the checkpoint.
    ///
    /// The steps are those of `docs/formats/receipt.md` § 4. Whether the leaves are in the ledger takes the ledger, or a
    /// bundle of it, to say.
    package func verify() throws(ReceiptError) {
        // 2. and 3. The key's name is the origin, and the signature holds.
        do {
            try checkpoint.verify(ledgerKeys: [key])
        } catch { throw .checkpoint(error) }
    }
}

/// Why bytes are not a receipt, or why a receipt does not hold together.
package enum ReceiptError: Error, Hashable {
    /// The file has more than `Receipt.maximumByteCount` bytes.
    case tooLarge(byteCount: Int)

    /// The bytes are not UTF-8.
    case notUTF8

    /// A line of the head begins as the armor's own lines do.
    case armorInHead

    /// The head does not end in a line feed.
    case headWithoutLineFeed

    /// There is no BEGIN line.
    case noBeginLine

    /// The file does not end with the END line.
    case noEndLine

    /// The line with the ledger's key is missing.
    case noKeyLine

    /// The key is malformed.
    case key(VerifierKeyError)

    /// The given leaf line, counted from 1, has another form.
    case malformedLeaf(number: Int)

    /// No empty line follows the leaves.
    case noEmptyLine

    /// There is no leaf.
    case noLeaf

    /// The leaves' indexes do not rise.
    case leavesOutOfOrder

    /// A leaf's index is not smaller than the tree size of the checkpoint.
    case leafOutsideTree(index: UInt64)

    /// The checkpoint is malformed, or not the word of the key's ledger.
    case checkpoint(CheckpointError)
}
