internal import Glibc

/// A container that someone has extracted: a folder, read as strictly as the container was.
///
/// Regular files only. No symbolic link is followed below the folder itself, neither while listing nor while reading, so
/// that nothing outside the folder is ever taken for a part of it (checks 1, 5, 9, 12 and 13).
package struct ContainerFolder: ContainerContents {
    private let root: FolderDescriptor
    private let directory: ContainerDirectory

    /// Deeper than this no folder of a container lies; our own have two levels.
    package static let maximumDepth = 32

    /// Lists the folder at `path` and all below it.
    package init(path: String) throws(ContainerError) {
        root = try FolderDescriptor(path: path)
        var found: [ContainerEntry] = []
        try Self.list(root, prefix: [], depth: 0, into: &found)
        var directory = ContainerDirectory()
        for entry in found.sorted(by: { $0.name < $1.name }) { try directory.add(entry) }
        self.directory = directory
    }

    /// The files, in byte order of their names.
    package var entries: ContainerEntries { directory.entries }

    /// The position of the file whose name has exactly these bytes, if there is one.
    package func position(of name: UnsafeBufferPointer<UInt8>) -> Int? { directory.position(of: name) }

    /// A reader that stands before the first byte of the file at `position`.
    package func reader(at position: Int) throws(ContainerError) -> EntryReader {
        let entry = entries[position]
        let name = entry.name
        var components = name.components
        let last = components.removeLast()
        var folder = root
        for component in components { folder = try folder.folder(named: component) }
        let file = try folder.file(named: last)
        guard file.size == entry.size else { throw .changedWhileRead(name: name.text) }
        return EntryReader(name: name, wholeFile: file)
    }

    private static func list(
        _ folder: FolderDescriptor,
        prefix: [UInt8],
        depth: Int,
        into found: inout [ContainerEntry]
    ) throws(ContainerError) {
        guard depth < maximumDepth else { throw .tooDeep(path: folder.path) }
        for child in try folder.children() {
            let name: ObjectName
            do throws(ObjectNameError) {
                name = try ObjectName(bytes: prefix + child.name)
            } catch {
                throw .name(ContainerError.shown(prefix + child.name), error)
            }
            switch child.kind {
            case .file(let size):
                found.append(ContainerEntry(name: name, size: size))
            case .folder:
                let inner = try folder.folder(named: String(decoding: child.name, as: UTF8.self))
                try list(inner, prefix: name.bytes + [ObjectName.slash], depth: depth + 1, into: &found)
            case .other:
                throw .notARegularFile(path: folder.path + "/" + ContainerError.shown(child.name))
            }
        }
    }
}
