internal import Cryptography

/// Where a bundle goes, and the name beside it under which it is made.
struct DraftPlace {
    /// The folder that holds both.
    let parent: String

    /// The last component of the final path.
    let name: String

    /// The final path, in its shortest spelling.
    let finalPath: String

    /// A path beside the final one that nobody else has, and that starts with a dot.
    let temporaryPath: String

    /// The place of a bundle at `path`.
    init(_ path: String) throws(BundleWriterError) {
        var components = path.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
        let name = components.popLast() ?? ""
        guard !name.isEmpty, !name.utf8.elementsEqual(".".utf8), !name.utf8.elementsEqual("..".utf8) else {
            throw .notAName(path: path)
        }
        let above = components.joined(separator: "/")
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        parent = isAbsolute ? "/" + above : above.isEmpty ? "." : above
        self.name = name
        finalPath = parent + "/" + name
        temporaryPath = parent + "/." + name + ".partial-" + [UInt8].random(count: 8).hex
    }
}
