import Custody

/// `Verification/disclosures.json` as a verifier reads it: where each entry's disclosures stand in it.
///
/// The file is read to its end first, and is the one spelling of what it says, as `DisclosureFile` has it. An entry's texts are
/// read once more when they are asked for: a bundle has a dozen an exhibit, each is looked at once, and nobody holds them all.
/// What has changed in between is refused, or opens nothing.
package struct ShownDisclosures: Sendable {
    /// The leaf indexes, rising, each with the place of its texts, quotation marks and commas included.
    private let places: [Place]
    private let read: Reader

    fileprivate typealias Place = (entry: UInt64, texts: Range<Int>)

    /// Gives the bytes of the file at a place.
    package typealias Reader = @Sendable (Range<Int>) throws(BundleReadError) -> [UInt8]

    /// Reads the file; any other spelling is refused.
    package init(parsing bytes: [UInt8], reading read: @escaping Reader) throws(DisclosureFileError) {
        guard let places = DisclosureScanner.places(in: bytes) else {
            // Whatever the scanner does not follow, this says what is wrong with it.
            _ = try DisclosureFile(parsing: bytes)
            throw .notAnObject
        }
        self.places = places.sorted { $0.entry < $1.entry }
        self.read = read
    }

    /// The disclosures of the entry with that leaf index, in field order; empty when the file has none.
    package func texts(ofEntry index: UInt64) throws(BundleReadError) -> [String] {
        var low = 0
        var high = places.count
        while low < high {
            let middle = (low + high) / 2
            if places[middle].entry < index { low = middle + 1 } else { high = middle }
        }
        guard low < places.count, places[low].entry == index else { return [] }
        let bytes = try read(places[low].texts)
        var texts: [String] = []
        var scanner = DisclosureScanner(bytes)
        repeat {
            guard let text = scanner.text() else {
                throw .disclosures(path: BundleObject.disclosures.path, .notAnArray(entry: index))
            }
            texts.append(String(decoding: bytes[text], as: UTF8.self))
        } while scanner.takes(UInt8(ascii: ","))
        guard scanner.isAtEnd else {
            throw .disclosures(path: BundleObject.disclosures.path, .notAnArray(entry: index))
        }
        return texts
    }
}

/// Walks over the canonical spelling of a file of disclosures, without making anything of it.
private struct DisclosureScanner {
    private let bytes: [UInt8]
    private var position: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = 0
    }

    /// Whether nothing is left.
    var isAtEnd: Bool { position == bytes.count }

    /// Where the texts of each entry stand, in the order of the file; nil when these are not the bytes that are printed for any
    /// file of disclosures.
    static func places(in bytes: [UInt8]) -> [ShownDisclosures.Place]? {
        var scanner = DisclosureScanner(bytes)
        return scanner.places()
    }

    private mutating func places() -> [ShownDisclosures.Place]? {
        guard takes(UInt8(ascii: "{")) else { return nil }
        var places: [ShownDisclosures.Place] = []
        if takes(UInt8(ascii: "}")) { return isAtEnd ? places : nil }
        var last = 0..<0
        repeat {
            guard let name = name(), bytes[last].lexicographicallyPrecedes(bytes[name]),
                let entry = UInt64(String(decoding: bytes[name], as: UTF8.self)),
                entry < CanonicalJSON.maximumInteger, takes(UInt8(ascii: ":")), takes(UInt8(ascii: "["))
            else { return nil }
            let start = position
            repeat {
                guard text() != nil else { return nil }
            } while takes(UInt8(ascii: ","))
            places.append((entry, start..<position))
            guard takes(UInt8(ascii: "]")) else { return nil }
            last = name
        } while takes(UInt8(ascii: ","))
        guard takes(UInt8(ascii: "}")), isAtEnd else { return nil }
        return places
    }

    /// Steps over `byte` when it stands here.
    mutating func takes(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// Steps over a text in quotation marks: where its base64url stands; nil when there is none.
    mutating func text() -> Range<Int>? {
        quoted(DisclosureFile.maximumTextLength) { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    /// Steps over a leaf index in quotation marks: decimal, without leading zeros.
    private mutating func name() -> Range<Int>? {
        guard let digits = quoted(20, { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
            digits.count == 1 || bytes[digits.lowerBound] != UInt8(ascii: "0")
        else { return nil }
        return digits
    }

    private mutating func quoted(_ most: Int, _ isAllowed: (UInt8) -> Bool) -> Range<Int>? {
        guard takes(UInt8(ascii: "\"")) else { return nil }
        let start = position
        let end = bytes.withUnsafeBufferPointer { bytes in
            var end = start
            while end < bytes.count, isAllowed(bytes[end]) { end += 1 }
            return end
        }
        guard (1...most).contains(end - start) else { return nil }
        position = end
        guard takes(UInt8(ascii: "\"")) else { return nil }
        return start..<end
    }
}
