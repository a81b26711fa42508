internal import ASiC
internal import Glibc

/// What stands at a path that someone calls a bundle, told from a look that reads little.
enum BundlePlace {
    case container
    case extractedFolder
    /// A folder with exactly one container, by its name.
    case handOverFolder(LooseFolder, container: String)

    /// Looks at `path`, following a symbolic link as the person who named it means what it leads to.
    init(path: String) throws(BundleError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw .unreadable(path: path, .cannotOpen(path: path, errno: errno))
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            self = .container
            return
        }
        let folder = try LooseFolder(path: path)
        let names = try folder.names()
        // A container goes before a folder of its files: it may have been extracted right beside itself.
        let containers = names.filter { name in
            guard name.count > Self.ending.count, name.suffix(Self.ending.count).elementsEqual(Self.ending) else {
                return false
            }
            if case .file = folder.kind(of: name) { return true }
            return false
        }
        let shown = containers.compactMap { String(validating: $0, as: UTF8.self) }
        guard containers.count <= 1 else { throw .severalContainers(path: path, names: shown) }
        if let container = shown.first {
            self = .handOverFolder(folder, container: container)
        } else if names.contains(Array("Verification".utf8)) {
            self = .extractedFolder
        } else {
            throw .notABundle(path: path)
        }
    }

    private static let ending = Array(BundleLayout.containerExtension.utf8)

    /// Whether a file that is not one of our containers claims to be: by its media type, or by the name of a bundle's index
    /// within the first or the last MiB, where the directory stands.
    static func claimsToBeBundle(_ path: String) throws(BundleError) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, .cannotOpen(path: path, errno: errno)) }
        let reader = LooseReader(adopting: descriptor)
        let size = max(0, lseek(descriptor, 0, SEEK_END))
        let window: off_t = 1024 * 1024
        for start in [0, max(0, size - window)] {
            lseek(descriptor, start, SEEK_SET)
            var bytes = [UInt8](repeating: 0, count: Int(min(size, window)))
            switch bytes.withUnsafeMutableBytes({ reader.read(into: $0) }) {
            case .failure(let failure):
                throw .unreadable(path: path, .cannotRead(path: path, errno: failure.errno))
            case .success(let count):
                if bytes[..<count].contains(Array(BundleObject.index.path.utf8)) { return true }
                if start == 0, bytes[..<count].prefix(256).contains(Array("vnd.etsi.asic-e+zip".utf8)) { return true }
            }
        }
        return false
    }
}
