package import ASiC

/// The files of a bundle, but for `mimetype`, in the order of its container or folder.
package struct BundleFiles: RandomAccessCollection, Sendable {
    private let entries: ContainerEntries
    /// Where `mimetype` stands among the entries; past their end where it is missing.
    private let mimetype: Int

    /// 0.
    package let startIndex = 0

    /// The number of files.
    package let endIndex: Int

    init(of entries: ContainerEntries) {
        self.entries = entries
        let name = ObjectName.mimetype.bytes
        mimetype = entries.indices.first { entries.withName(at: $0) { $0.elementsEqual(name) } } ?? entries.count
        endIndex = mimetype < entries.count ? entries.count - 1 : entries.count
    }

    /// The file at `position`: its name, and its length in bytes.
    package subscript(position: Int) -> ContainerEntry { entries[entry(at: position)] }

    /// The length in bytes of the file at `position`.
    package func size(at position: Int) -> UInt64 { entries.size(at: entry(at: position)) }

    /// What `body` makes of the bytes of the name at `position`, which are nobody's copy.
    package func withName<Result>(at position: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        entries.withName(at: entry(at: position), body)
    }

    /// Where the file at `position` stands among the entries.
    func entry(at position: Int) -> Int { position < mimetype ? position : position + 1 }

    /// The position of what stands at `entry` among the entries; nil for `mimetype`.
    func position(ofEntry entry: Int) -> Int? { entry == mimetype ? nil : entry < mimetype ? entry : entry - 1 }
}
