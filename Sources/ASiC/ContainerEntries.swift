/// The files of a container in their order: all names in one array of bytes, and sixteen bytes more for each file.
///
/// A bundle has three files an exhibit, and a hundred thousand exhibits: a file becomes a value of its own when somebody asks for it.
package struct ContainerEntries: RandomAccessCollection, Sendable {
    private var names: [UInt8] = []
    private var places: [Place] = []

    /// Where a file's name ends in `names`, and its length in bytes.
    private struct Place {
        let nameEnd: Int
        let size: UInt64
    }

    /// No files.
    package init() {}

    /// 0.
    package let startIndex = 0

    /// The number of files.
    package var endIndex: Int { places.count }

    /// The file at `position`.
    package subscript(position: Int) -> ContainerEntry {
        ContainerEntry(name: ObjectName(known: names[range(ofNameAt: position)]), size: places[position].size)
    }

    /// The length in bytes of the file at `position`.
    package func size(at position: Int) -> UInt64 { places[position].size }

    /// What `body` makes of the bytes of the name at `position`, which are nobody's copy.
    package func withName<Result>(at position: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let range = range(ofNameAt: position)
        return names.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    private func range(ofNameAt position: Int) -> Range<Int> {
        (position == 0 ? 0 : places[position - 1].nameEnd)..<places[position].nameEnd
    }

    /// Makes room for `count` files whose names have `nameBytes` bytes in all.
    mutating func reserveCapacity(_ count: Int, nameBytes: Int) {
        places.reserveCapacity(count)
        names.reserveCapacity(nameBytes)
    }

    /// Adds a file after those before it.
    mutating func append(_ entry: ContainerEntry) {
        names += entry.name.bytes
        places.append(Place(nameEnd: names.count, size: entry.size))
    }
}

/// A file in a container: its name, and its length in bytes as the headers or the file system state it.
package struct ContainerEntry: Hashable, Sendable {
    /// The name, which no other file shares.
    package let name: ObjectName

    /// The length in bytes.
    package let size: UInt64
}
