internal import Glibc

/// An open folder.
///
/// What lies in it is reached from here by single names, so that no symbolic link can be slipped in between.
final class FolderDescriptor: Sendable {
    /// What messages call it.
    let path: String

    private let descriptor: Int32

    /// Something in a folder: the bytes of its name, and what it is.
    struct Child {
        /// What a name stands for, symbolic links not followed.
        enum Kind {
            case file(size: UInt64)
            case folder
            case other
        }

        let name: [UInt8]
        let kind: Kind
    }

    /// Opens the folder at `path`, which a person has named: here a symbolic link is followed.
    convenience init(path: String) throws(ContainerError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, errno: errno) }
        self.init(adopting: descriptor, path: path)
    }

    private init(adopting descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Opens a folder in this one.
    func folder(named name: String) throws(ContainerError) -> FolderDescriptor {
        let path = path + "/" + name
        let inner = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard inner >= 0 else { throw Self.failure(path: path) }
        return FolderDescriptor(adopting: inner, path: path)
    }

    /// Opens a regular file in this folder.
    func file(named name: String) throws(ContainerError) -> OpenFile {
        let path = path + "/" + name
        let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw Self.failure(path: path) }
        return try OpenFile(adopting: file, path: path)
    }

    /// What lies in this folder, in no order.
    func children() throws(ContainerError) -> [Child] {
        // A second descriptor, because closing the stream closes the one it was made from.
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw .cannotOpen(path: path, errno: errno) }
        guard let stream = fdopendir(copy) else {
            let failure = errno
            close(copy)
            throw .cannotRead(path: path, errno: failure)
        }
        defer { closedir(stream) }
        var children: [Child] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw .cannotRead(path: path, errno: errno) }
                return children
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { [UInt8]($0.prefix { $0 != 0 }) }
            if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { continue }
            children.append(Child(name: name, kind: try kind(of: name)))
        }
    }

    private func kind(of name: [UInt8]) throws(ContainerError) -> Child.Kind {
        var status = stat()
        // Not a `String`: the name of a stray file need not be UTF-8.
        let result = (name.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { text in
            text.baseAddress.map { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) } ?? -1
        }
        guard result == 0 else {
            throw .cannotRead(path: path + "/" + ContainerError.shown(name), errno: errno)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file(size: UInt64(status.st_size))
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// `ELOOP` is what a symbolic link in the place of a file gives, `ENOTDIR` in that of a folder.
    private static func failure(path: String) -> ContainerError {
        switch errno {
        case ELOOP, ENOTDIR: .notARegularFile(path: path)
        default: .cannotOpen(path: path, errno: errno)
        }
    }
}
