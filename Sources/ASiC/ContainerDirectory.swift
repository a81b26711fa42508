internal import Columns

/// The files of a container by name, and checks 9 and 10 on each as it is added: the writer, the reader and the folder
/// refuse the same names.
struct ContainerDirectory: Sendable {
    /// The files, in the order in which they were added.
    private(set) var entries = ContainerEntries()

    private var index: NameIndex
    /// What takes the place of `index` from the first name on that is not ASCII.
    private var foldedIndex: FoldedNameIndex?
    private var hasMetadata = false

    /// A directory that takes `count` files without growing.
    init(room count: Int = 0) { index = NameIndex(room: count) }

    /// Adds a file whose name nothing in the directory could be taken for.
    mutating func add(_ entry: ContainerEntry) throws(ContainerError) {
        if foldedIndex == nil, !entry.name.isASCII {
            var folded = FoldedNameIndex()
            for (position, earlier) in entries.enumerated() { try folded.add(earlier.name, at: position) }
            foldedIndex = folded
            index = NameIndex(room: 0)
        }
        if foldedIndex != nil {
            try foldedIndex?.add(entry.name, at: entries.count)
        } else {
            try index.add(entry.name, after: entries)
        }
        entries.append(entry)
    }

    /// Adds the next file of a container, where the files of `META-INF` come last.
    mutating func addNext(_ entry: ContainerEntry) throws(ContainerError) {
        guard !hasMetadata || entry.name.isMetadata else { throw .objectAfterMetadata(name: entry.name.text) }
        hasMetadata = entry.name.isMetadata
        try add(entry)
    }

    /// The position of the file whose name has exactly these bytes, if there is one.
    func position(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let foldedIndex else { return index.position(of: name, among: entries) }
        return foldedIndex.position(of: name)
    }
}

/// Where names of ASCII stand, by the hash of the name in lower case.
///
/// Some bytes a name and no string: our own containers have three names an exhibit.
private struct NameIndex: Sendable {
    private var positions: PositionTable
    private var folders: Set<[UInt8]> = []
    /// The folder of the name added last, in lower case: names of one folder mostly follow each other.
    private var lastFolder: [UInt8] = []

    init(room: Int) { positions = PositionTable(room: room) }

    mutating func add(_ name: ObjectName, after entries: ContainerEntries) throws(ContainerError) {
        let key = name.bytes.map(Self.lowerCase)
        if let other = position(ofKey: key, among: entries) {
            throw .duplicate(name: name.text, of: entries[other].name.text)
        }
        guard !folders.contains(key) else { throw .fileIsFolder(name: name.text) }
        if let end = key.lastIndex(of: ObjectName.slash), !key[..<end].elementsEqual(lastFolder) {
            for end in key.indices where key[end] == ObjectName.slash {
                let folder = [UInt8](key[..<end])
                if let file = position(ofKey: folder, among: entries) {
                    throw .fileIsFolder(name: entries[file].name.text)
                }
                folders.insert(folder)
            }
            lastFolder = [UInt8](key[..<end])
        }
        positions.insert(entries.count, hash: key.withUnsafeBufferPointer(Self.hash)) { position in
            entries.withName(at: position) { Self.inLowerCase($0, Self.hash) }
        }
    }

    func position(of name: UnsafeBufferPointer<UInt8>, among entries: ContainerEntries) -> Int? {
        let found = Self.inLowerCase(name) { position(ofKey: $0, among: entries) }
        guard let found, entries.withName(at: found, { $0.elementsEqual(name) }) else { return nil }
        return found
    }

    /// The position of the name that is `key` in lower case.
    private func position(ofKey key: [UInt8], among entries: ContainerEntries) -> Int? {
        key.withUnsafeBufferPointer { position(ofKey: $0, among: entries) }
    }

    private func position(ofKey key: UnsafeBufferPointer<UInt8>, among entries: ContainerEntries) -> Int? {
        positions.position(hash: Self.hash(of: key)) { position in
            entries.withName(at: position) { Self.isEqual($0, inLowerCaseTo: key) }
        }
    }

    private static func hash(of key: UnsafeBufferPointer<UInt8>) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(key))
        return hasher.finalize()
    }

    /// What `body` makes of `name` in lower case.
    private static func inLowerCase<Result>(
        _ name: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: name.count) { key in
            for position in name.indices { key.initializeElement(at: position, to: lowerCase(name[position])) }
            return body(UnsafeBufferPointer(key))
        }
    }

    private static func isEqual(
        _ name: UnsafeBufferPointer<UInt8>,
        inLowerCaseTo key: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard name.count == key.count else { return false }
        for position in name.indices where lowerCase(name[position]) != key[position] { return false }
        return true
    }

    private static func lowerCase(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}

/// Where names of any letters stand, by what file systems make of them: a name that is not ASCII can be taken for one that is.
private struct FoldedNameIndex: Sendable {
    private var positions: [ObjectName: Int] = [:]
    private var filesByKey: [String: ObjectName] = [:]
    private var folderKeys: Set<String> = []

    mutating func add(_ name: ObjectName, at position: Int) throws(ContainerError) {
        let key = name.collisionKey
        if let other = filesByKey[key] { throw .duplicate(name: name.text, of: other.text) }
        guard !folderKeys.contains(key) else { throw .fileIsFolder(name: name.text) }
        for end in key.indices where key[end] == "/" {
            let folder = String(key[..<end])
            if let file = filesByKey[folder] { throw .fileIsFolder(name: file.text) }
            folderKeys.insert(folder)
        }
        filesByKey[key] = name
        positions[name] = position
    }

    func position(of name: UnsafeBufferPointer<UInt8>) -> Int? { positions[ObjectName(known: name)] }
}
