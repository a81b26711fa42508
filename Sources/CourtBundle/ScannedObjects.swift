import ASiC
import Custody

// The long files of a bundle that have one spelling, read a part at a time; a file of another spelling is read whole, by what
// can say what is wrong with it.

extension UncheckedBundle {
    /// `bundle.json` in the one spelling that is printed; nil when it has another, or cannot be read a part at a time.
    func scannedIndex() throws(BundleReadError) -> BundleIndexScanner.Content? {
        guard let window = try window(on: .index) else { return nil }
        return try BundleIndexScanner.scan(window)
    }

    /// `disclosures.json` in the one spelling that is printed; nil when it has another, or cannot be read a part at a time.
    func scannedDisclosures() throws(BundleReadError) -> ShownDisclosures? {
        guard let window = try window(on: .disclosures) else { return nil }
        return try ShownDisclosures(scanning: window) { [self] range throws(BundleReadError) in
            try bytes(of: .disclosures, in: range)
        }
    }

    /// A window on the bytes of `object`; nil when there is none, or more of it than its limit.
    private func window(on object: BundleObject) throws(BundleReadError) -> ByteWindow? {
        guard let limit = object.sizeLimit, let position = position(of: object),
            objects.size(at: position) <= UInt64(limit)
        else { return nil }
        var reader = try reader(at: position)
        return ByteWindow { buffer throws(BundleReadError) in
            do throws(ContainerError) {
                return try reader.read(into: buffer)
            } catch {
                throw .unreadable(path: object.path, error)
            }
        }
    }

    /// Hands over the lines of a list of an entry, one by one, without their LF; false when the bundle has no such list.
    ///
    /// What was handed over counts only once this returns.
    package func readList(
        _ index: UInt64,
        name: String,
        line: ([UInt8]) -> Void
    ) throws(BundleReadError) -> Bool {
        let object = BundleObject.list(entry: index, name: name)
        guard let position = position(of: object) else { return false }
        let size = objects.size(at: position)
        let limit = object.sizeLimit ?? 0
        guard size <= UInt64(limit) else {
            throw .unreadable(path: object.path, .tooLarge(name: object.path, size: size, limit: limit))
        }
        var lines = ListLineReader()
        try read(at: position) { lines.take($0, line: line) }
        do throws(ListError) {
            try lines.finish()
        } catch {
            throw .list(path: object.path, error)
        }
        return true
    }
}
