/// The files of a container by name, and checks 9 and 10 on each as it is added: the writer, the reader and the folder
/// refuse the same names.
struct ContainerDirectory: Sendable {
    /// The files, in the order in which they were added.
    private(set) var entries: [ContainerEntry] = []

    private var index = NameIndex()
    /// What takes the place of `index` from the first name on that is not ASCII.
    private var foldedIndex: FoldedNameIndex?

    /// Adds a file whose name nothing in the directory could be taken for.
    mutating func add(_ entry: ContainerEntry) throws(ContainerError) {
        if foldedIndex == nil, !entry.name.isASCII {
            var folded = FoldedNameIndex()
            for (position, earlier) in entries.enumerated() { try folded.add(earlier.name, at: position) }
            foldedIndex = folded
            index = NameIndex()
        }
        if foldedIndex != nil {
            try foldedIndex?.add(entry.name, at: entries.count)
        } else {
            try index.add(entry.name, at: entries.count, among: entries)
        }
        entries.append(entry)
    }

    /// Adds the next file of a container, where the files of `META-INF` come last.
    mutating func addNext(_ entry: ContainerEntry) throws(ContainerError) {
        if let last = entries.last, last.name.isMetadata, !entry.name.isMetadata {
            throw .objectAfterMetadata(name: entry.name.text)
        }
        try add(entry)
    }

    /// The position of the file of that name, if there is one.
    func position(of name: ObjectName) -> Int? {
        guard let foldedIndex else { return index.position(of: name, among: entries) }
        return foldedIndex.position(of: name)
    }
}

/// Where names of ASCII stand: a table of positions, by the hash of the name in lower case.
///
/// Four bytes a name and no string: our own containers have three names an exhibit. Hashes are seeded, so that nobody can choose
/// names that collide.
private struct NameIndex: Sendable {
    /// 0 for a free slot, else a position and one.
    private var slots = [UInt32](repeating: 0, count: 64)
    private var folders: Set<[UInt8]> = []
    /// The folder of the name added last, in lower case: names of one folder mostly follow each other.
    private var lastFolder: [UInt8] = []

    mutating func add(_ name: ObjectName, at position: Int, among entries: [ContainerEntry]) throws(ContainerError) {
        let key = name.bytes.map(Self.lowerCase)
        let slot = slot(of: key, among: entries)
        if slots[slot] != 0 { throw .duplicate(name: name.text, of: entries[Int(slots[slot]) - 1].name.text) }
        guard !folders.contains(key) else { throw .fileIsFolder(name: name.text) }
        if let end = key.lastIndex(of: ObjectName.slash), !key[..<end].elementsEqual(lastFolder) {
            for end in key.indices where key[end] == ObjectName.slash {
                let folder = [UInt8](key[..<end])
                let file = slots[self.slot(of: folder, among: entries)]
                if file != 0 { throw .fileIsFolder(name: entries[Int(file) - 1].name.text) }
                folders.insert(folder)
            }
            lastFolder = [UInt8](key[..<end])
        }
        slots[slot] = UInt32(position + 1)
        if (position + 1) * 3 > slots.count * 2 { grow(with: key, at: position, among: entries) }
    }

    func position(of name: ObjectName, among entries: [ContainerEntry]) -> Int? {
        let found = slots[slot(of: name.bytes.map(Self.lowerCase), among: entries)]
        guard found != 0, entries[Int(found) - 1].name == name else { return nil }
        return Int(found) - 1
    }

    /// The slot of the name that is `key` in lower case, or the free one where it belongs.
    private func slot(of key: [UInt8], among entries: [ContainerEntry]) -> Int {
        let mask = slots.count - 1
        var hasher = Hasher()
        key.withUnsafeBytes { hasher.combine(bytes: $0) }
        var slot = hasher.finalize() & mask
        while case let found = slots[slot], found != 0,
            !entries[Int(found) - 1].name.bytes.lazy.map(Self.lowerCase).elementsEqual(key)
        {
            slot = (slot + 1) & mask
        }
        return slot
    }

    /// Doubles the table; `key` is the name at `position`, which is not among `entries` yet.
    private mutating func grow(with key: [UInt8], at position: Int, among entries: [ContainerEntry]) {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (position, entry) in entries.enumerated() {
            slots[slot(of: entry.name.bytes.map(Self.lowerCase), among: entries)] = UInt32(position + 1)
        }
        slots[slot(of: key, among: entries)] = UInt32(position + 1)
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

    func position(of name: ObjectName) -> Int? { positions[name] }
}
