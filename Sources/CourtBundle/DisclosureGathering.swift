internal import Algorithms
internal import Custody

/// The openings that an edition shows while they are gathered: on the disk, so that memory holds twenty-four bytes for each entry.
///
///     var gathering = try DisclosureGathering(beside: path)
///     try gathering.add(["WyJtT3lo…"], of: 12)
///     let file = try gathering.file()          // Verification/disclosures.json
///
/// `DisclosureFile` reads it.
package struct DisclosureGathering: Sendable {
    private let path: String
    private let gathered: ScratchFile
    private var places: [Place] = []

    /// Where the array of an entry lies.
    private struct Place {
        let entry: UInt64
        let offset: UInt64
        let count: UInt32
    }

    /// Nothing yet, kept on the device of what `path` is to become.
    package init(beside path: String) throws(BundleWriterError) {
        self.path = path
        gathered = try ScratchFile(beside: path)
    }

    /// Takes the disclosures of an entry, which stands behind those before it; an entry without any is passed over.
    package mutating func add(_ texts: [String], of entry: UInt64) throws(BundleWriterError) {
        precondition(places.last.map { $0.entry < entry } ?? true, "entries are gathered in the ledger's order")
        guard !texts.isEmpty else { return }
        do throws(DisclosureFileError) {
            _ = try DisclosureFile(textsByEntry: [entry: texts])
        } catch {
            throw .refused(error)
        }
        // Digits of base64url: nothing in them is escaped.
        let array = Array("[\"\(texts.joined(separator: "\",\""))\"]".utf8)
        let offset = gathered.size
        try gathered.append(array)
        places.append(Place(entry: entry, offset: offset, count: UInt32(array.count)))
    }

    /// The disclosures of the entry, as they were taken; nil when it has none.
    package func texts(of entry: UInt64) throws(BundleWriterError) -> [String]? {
        let found = places.partitioningIndex { $0.entry >= entry }
        guard found < places.count, places[found].entry == entry else { return nil }
        let array = try gathered.bytes(at: places[found].offset, count: Int(places[found].count))
        return array.dropFirst().dropLast().split(separator: UInt8(ascii: ",")).map { text in
            String(decoding: text.dropFirst().dropLast(), as: UTF8.self)
        }
    }

    /// `Verification/disclosures.json`: canonical JSON, its members sorted as text.
    package func file() throws(BundleWriterError) -> ScratchFile {
        let file = try ScratchFile(beside: path)
        let sorted = places.sorted { String($0.entry).utf8.lexicographicallyPrecedes(String($1.entry).utf8) }
        try file.append("{".utf8)
        for (position, place) in sorted.enumerated() {
            try file.append("\(position > 0 ? "," : "")\"\(place.entry)\":".utf8)
            try file.append(gathered.bytes(at: place.offset, count: Int(place.count)))
        }
        try file.append("}".utf8)
        return file
    }
}
