internal import Columns

/// The files of a container in their order: their names in a column, and twenty bytes more for each file.
///
/// A bundle has three files an exhibit, and a hundred thousand exhibits: a file becomes a value of its own when somebody asks for it.
package struct ContainerEntries: RandomAccessCollection, Sendable {
    private var names = TextColumn()
    private var sizes = Column<UInt64>()

    /// No files.
    package init() {}

    /// 0.
    package let startIndex = 0

    /// The number of files.
    package var endIndex: Int { sizes.count }

    /// The file at `position`.
    package subscript(position: Int) -> ContainerEntry {
        ContainerEntry(name: ObjectName(known: names.bytes(at: position)), size: sizes[position])
    }

    /// The length in bytes of the file at `position`.
    package func size(at position: Int) -> UInt64 { sizes[position] }

    /// What `body` makes of the bytes of the name at `position`, which are nobody's copy.
    package func withName<Result>(at position: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        names.withBytes(at: position, body)
    }

    /// Adds a file after those before it.
    mutating func append(_ entry: ContainerEntry) {
        names.append(entry.name.bytes)
        sizes.append(entry.size)
    }
}

/// A file in a container: its name, and its length in bytes as the headers or the file system state it.
package struct ContainerEntry: Hashable, Sendable {
    /// The name, which no other file shares.
    package let name: ObjectName

    /// The length in bytes.
    package let size: UInt64
}
