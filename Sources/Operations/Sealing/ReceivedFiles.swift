internal import Columns
package import Custody
internal import LedgerStore

/// A file that somebody handed over, before it is read.
package struct ReceivedFile: Hashable, Sendable {
    /// Where its bytes lie, as the bytes that the file system has; behind a link this is the link's target.
    package let path: [UInt8]

    /// The name it is received under: below a folder that was named, the way there; else its own.
    ///
    /// Behind a link it is the link's.
    package let name: ReceivedName

    /// Whether its bytes are those of a symbolic link's target.
    package let isBehindLink: Bool

    /// The state in which it was found.
    let state: SourceFile.State

    /// Its size when it was found.
    package var size: UInt64 { state.size }
}

/// The files of a call in their order, packed: some eighty bytes of each stay in memory, and its name.
package struct ReceivedFiles: Sendable {
    /// One file; its path is a root, and the end of its name.
    private struct Record: Sendable {
        let state: SourceFile.State
        let root: UInt32
        /// How many bytes at the end of the name end the path too.
        let shared: UInt32
        let isBehindLink: Bool
    }

    private var records = Column<Record>()
    private var names = TextColumn()
    /// What paths begin with; files that lie together have one.
    private var roots: [[UInt8]] = []

    /// No files yet.
    init() {}

    mutating func append(_ file: ReceivedFile) {
        let shared = zip(file.path.reversed(), file.name.bytes.reversed()).prefix { $0 == $1 }.count
        let root = file.path.dropLast(shared)
        if roots.last.map({ $0[...] != root }) ?? true { roots.append(Array(root)) }
        names.append(file.name.bytes)
        records.append(
            Record(
                state: file.state,
                root: UInt32(roots.count - 1),
                shared: UInt32(shared),
                isBehindLink: file.isBehindLink
            )
        )
    }
}

extension ReceivedFiles: RandomAccessCollection {
    /// 0.
    package var startIndex: Int { 0 }
    /// How many there are.
    package var endIndex: Int { records.count }

    /// The one at `position`.
    package subscript(position: Int) -> ReceivedFile {
        let record = records[position]
        let name = names.bytes(at: position)
        return ReceivedFile(
            path: roots[Int(record.root)] + name.suffix(Int(record.shared)),
            name: ReceivedName(bytes: Array(name)),
            isBehindLink: record.isBehindLink,
            state: record.state
        )
    }

    /// The name of the file at `position`.
    func name(at position: Int) -> ReceivedName { ReceivedName(bytes: Array(names.bytes(at: position))) }
}

// MARK: - Names alike

extension ReceivedFiles {
    /// The positions of the files of which `form` makes the same of two names or more, by what it makes, each in order.
    ///
    /// Of all names only a number stays meanwhile, and the forms only of those whose numbers meet.
    func positions<Form: Hashable>(sharing form: (ReceivedName) -> Form) -> [[Int]] {
        var numbers = indices.map { form(name(at: $0)).hashValue }
        numbers.sort()
        var repeated: Set<Int> = []
        for (number, next) in zip(numbers, numbers.dropFirst()) where number == next { repeated.insert(number) }
        guard !repeated.isEmpty else { return [] }
        var groups: [Form: [Int]] = [:]
        for position in indices {
            let form = form(name(at: position))
            if repeated.contains(form.hashValue) { groups[form, default: []].append(position) }
        }
        return groups.values.filter { $0.count > 1 }
    }
}
