import Algorithms
import Custody

/// `Verification/disclosures.json` as a verifier reads it: where each entry's disclosures stand in it.
///
/// The file is read to its end first, and is the one spelling of what it says, as `DisclosureFile` has it; sixteen bytes an entry
/// are kept of it. An entry's texts are read once more when they are asked for: a bundle has a dozen an exhibit, each is looked
/// at once, and nobody holds them all. What has changed in between is refused, or opens nothing.
package struct ShownDisclosures: Sendable {
    /// The leaf indexes, rising, each with the place of its texts.
    private let places: [Place]
    private let read: Reader

    /// Where the texts of an entry stand, quotation marks and commas included; no file of disclosures has as many bytes as 32
    /// bits count.
    fileprivate struct Place {
        let entry: UInt64
        let start: UInt32
        let end: UInt32
    }

    /// Gives the bytes of the file at a place.
    package typealias Reader = @Sendable (Range<Int>) throws(BundleReadError) -> [UInt8]

    /// Reads the file; any other spelling is refused.
    package init(parsing bytes: [UInt8], reading read: @escaping Reader) throws(DisclosureFileError) {
        // `try?`: bytes in memory are always given.
        guard let shown = try? ShownDisclosures(scanning: ByteWindow(of: bytes), reading: read) else {
            // Whatever the scanner does not follow, this says what is wrong with it.
            _ = try DisclosureFile(parsing: bytes)
            throw .notAnObject
        }
        self = shown
    }

    /// Reads the file in the one spelling that is printed; nil for any other.
    init?(scanning window: ByteWindow, reading read: @escaping Reader) throws(BundleReadError) {
        var scanner = DisclosureScanner(window: window)
        guard var places = try scanner.places() else { return nil }
        // Canonical JSON has "10" before "2".
        places.sort { $0.entry < $1.entry }
        self.places = places
        self.read = read
    }

    /// The disclosures of the entry with that leaf index, in field order; empty when the file has none.
    package func texts(ofEntry index: UInt64) throws(BundleReadError) -> [String] {
        let found = places.partitioningIndex { $0.entry >= index }
        guard found < places.count, places[found].entry == index else { return [] }
        let bytes = try read(Int(places[found].start)..<Int(places[found].end))
        guard let texts = DisclosureScanner.texts(in: bytes) else {
            throw .disclosures(path: BundleObject.disclosures.path, .notAnArray(entry: index))
        }
        return texts
    }
}

/// Walks over the canonical spelling of a file of disclosures, without making anything of it.
private struct DisclosureScanner {
    private var window: ByteWindow
    /// The digits of the leaf index that was read last, and of the one before.
    private var name: [UInt8] = []
    private var last: [UInt8] = []

    init(window: ByteWindow) {
        self.window = window
    }

    /// Where the texts of each entry stand, in the order of the file; nil when these are not the bytes that are printed for any
    /// file of disclosures.
    mutating func places() throws(BundleReadError) -> [ShownDisclosures.Place]? {
        guard try window.takes(UInt8(ascii: "{")) else { return nil }
        var places: [ShownDisclosures.Place] = []
        if try window.takes(UInt8(ascii: "}")) { return try window.isAtEnd ? places : nil }
        repeat {
            guard let entry = try readName(), try window.takes("\":[") else { return nil }
            let start = window.position
            repeat {
                guard try skipText() else { return nil }
            } while try window.takes(UInt8(ascii: ","))
            guard let start = UInt32(exactly: start), let end = UInt32(exactly: window.position),
                try window.takes(UInt8(ascii: "]"))
            else { return nil }
            places.append(ShownDisclosures.Place(entry: entry, start: start, end: end))
        } while try window.takes(UInt8(ascii: ","))
        guard try window.takes(UInt8(ascii: "}")), try window.isAtEnd else { return nil }
        return places
    }

    /// Steps over a leaf index and the quotation mark before it: decimal, without leading zeros, after the last one in the order
    /// of texts.
    private mutating func readName() throws(BundleReadError) -> UInt64? {
        guard try window.takes(UInt8(ascii: "\"")) else { return nil }
        swap(&last, &name)
        name.removeAll(keepingCapacity: true)
        var digits = name
        name = []
        let entry = try window.run(upTo: 16, while: { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) { run in
            digits.append(contentsOf: run)
            return run.reduce(0) { $0 * 10 + UInt64($1 - UInt8(ascii: "0")) }
        }
        name = digits
        guard let entry, entry < CanonicalJSON.maximumInteger, name.count == 1 || name.first != UInt8(ascii: "0"),
            last.lexicographicallyPrecedes(name)
        else { return nil }
        return entry
    }

    /// Steps over a text in quotation marks; false when there is none.
    private mutating func skipText() throws(BundleReadError) -> Bool {
        guard try window.takes(UInt8(ascii: "\"")) else { return false }
        let count = try window.skip(Self.digits)
        guard (1...DisclosureFile.maximumTextLength).contains(count) else { return false }
        return try window.takes(UInt8(ascii: "\""))
    }

    /// The texts that `bytes` spells in quotation marks, with commas between them; nil when it does not.
    static func texts(in bytes: [UInt8]) -> [String]? {
        var texts: [String] = []
        var position = 0
        while position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            let start = position + 1
            var end = start
            while end < bytes.count, digits[Int(bytes[end])] != 0 { end += 1 }
            guard (1...DisclosureFile.maximumTextLength).contains(end - start), end < bytes.count,
                bytes[end] == UInt8(ascii: "\"")
            else { return nil }
            texts.append(String(decoding: bytes[start..<end], as: UTF8.self))
            if end + 1 == bytes.count { return texts }
            guard bytes[end + 1] == UInt8(ascii: ",") else { return nil }
            position = end + 2
        }
        return nil
    }

    /// 1 for each byte that is a digit of base64url.
    private static let digits: [UInt8] = {
        var table = [UInt8](repeating: 0, count: 256)
        for digit in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8 { table[Int(digit)] = 1 }
        return table
    }()
}
