/// The files of a container by name, and checks 9 and 10 on each as it is added: the writer, the reader and the folder
/// refuse the same names.
struct ContainerDirectory: Sendable {
    /// The files, in the order in which they were added.
    private(set) var entries: [ContainerEntry] = []

    private var positions: [ObjectName: Int] = [:]
    private var filesByKey: [String: ObjectName] = [:]
    private var folderKeys: Set<String> = []

    /// Adds a file whose name nothing in the directory could be taken for.
    mutating func add(_ entry: ContainerEntry) throws(ContainerError) {
        let key = entry.name.collisionKey
        if let other = filesByKey[key] { throw .duplicate(name: entry.name.text, of: other.text) }
        guard !folderKeys.contains(key) else { throw .fileIsFolder(name: entry.name.text) }
        for end in key.indices where key[end] == "/" {
            let folder = String(key[..<end])
            if let file = filesByKey[folder] { throw .fileIsFolder(name: file.text) }
            folderKeys.insert(folder)
        }
        filesByKey[key] = entry.name
        positions[entry.name] = entries.count
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
        positions[name]
    }
}
