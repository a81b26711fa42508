/// The files of a container by name, and checks 9 and 10 on each as it is added: the writer, the reader and the folder
/// refuse the same names.
struct ContainerDirectory: Sendable {
    /// The files, in the order in which they were added.
    private(set) var entries = ContainerEntries()

    private var index = NameIndex()
    /// What takes the place of `index` from the first name on that is not ASCII.
    private var foldedIndex: FoldedNameIndex?
    private var hasMetadata = false

    /// Makes room for `count` files whose names have `nameBytes` bytes in all.
    mutating func reserveCapacity(_ count: Int, nameBytes: Int) {
        entries.reserveCapacity(count, nameBytes: nameBytes)
        index.reserveCapacity(count)
    }

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

/// Where names of ASCII stand: a table of positions, by the hash of the name in lower case.
///
/// Some bytes a name and no string: our own containers have three names an exhibit. Hashes are seeded, so that nobody can choose
/// names that collide.
private struct NameIndex: Sendable {
    /// 0 for a free slot, else a position and one; a power of two of them, a third of which is free.
    private var slots = [UInt32](repeating: 0, count: 64)
    private var folders: Set<[UInt8]> = []
    /// The folder of the name added last, in lower case: names of one folder mostly follow each other.
    private var lastFolder: [UInt8] = []

    /// Makes room for `count` names; before the first is added.
    mutating func reserveCapacity(_ count: Int) {
        var wanted = slots.count
        while count * 3 > wanted * 2 { wanted *= 2 }
        slots = [UInt32](repeating: 0, count: wanted)
    }

    mutating func add(_ name: ObjectName, after entries: ContainerEntries) throws(ContainerError) {
        let key = name.bytes.map(Self.lowerCase)
        let slot = key.withUnsafeBufferPointer { self.slot(of: $0, among: entries) }
        if slots[slot] != 0 { throw .duplicate(name: name.text, of: entries[Int(slots[slot]) - 1].name.text) }
        guard !folders.contains(key) else { throw .fileIsFolder(name: name.text) }
        if let end = key.lastIndex(of: ObjectName.slash), !key[..<end].elementsEqual(lastFolder) {
            for end in key.indices where key[end] == ObjectName.slash {
                let folder = [UInt8](key[..<end])
                let file = slots[folder.withUnsafeBufferPointer { self.slot(of: $0, among: entries) }]
                if file != 0 { throw .fileIsFolder(name: entries[Int(file) - 1].name.text) }
                folders.insert(folder)
            }
            lastFolder = [UInt8](key[..<end])
        }
        slots[slot] = UInt32(entries.count + 1)
        if (entries.count + 1) * 3 > slots.count * 2 { grow(with: key, after: entries) }
    }

    func position(of name: UnsafeBufferPointer<UInt8>, among entries: ContainerEntries) -> Int? {
        let found = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: name.count) { key in
            for position in name.indices { key.initializeElement(at: position, to: Self.lowerCase(name[position])) }
            return slots[slot(of: UnsafeBufferPointer(key), among: entries)]
        }
        guard found != 0, entries.withName(at: Int(found) - 1, { $0.elementsEqual(name) }) else { return nil }
        return Int(found) - 1
    }

    /// The slot of the name that is `key` in lower case, or the free one where it belongs.
    private func slot(of key: UnsafeBufferPointer<UInt8>, among entries: ContainerEntries) -> Int {
        let mask = slots.count - 1
        var slot = Self.hash(of: key) & mask
        while case let found = slots[slot], found != 0,
            !entries.withName(at: Int(found) - 1, { Self.isEqual($0, inLowerCaseTo: key) })
        {
            slot = (slot + 1) & mask
        }
        return slot
    }

    /// Doubles the table; `key` is the name that is about to follow `entries`.
    private mutating func grow(with key: [UInt8], after entries: ContainerEntries) {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        let mask = slots.count - 1
        // The names are known to differ: the first free slot is theirs.
        func put(_ key: UnsafeBufferPointer<UInt8>, _ position: Int) {
            var slot = Self.hash(of: key) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(position + 1)
        }
        var earlier: [UInt8] = []
        for position in entries.indices {
            earlier.removeAll(keepingCapacity: true)
            entries.withName(at: position) { earlier.append(contentsOf: $0.lazy.map(Self.lowerCase)) }
            earlier.withUnsafeBufferPointer { put($0, position) }
        }
        key.withUnsafeBufferPointer { put($0, entries.count) }
    }

    private static func hash(of key: UnsafeBufferPointer<UInt8>) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(key))
        return hasher.finalize()
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
