/// A ZIP archive whose directory was read, and whose members are unpacked one by one: into the hands of whoever asked, who
/// knows what each must be.
package struct HeldArchive {
    private let records: [ZipDirectory.Record]
    private let source: ByteSource

    /// Reads the directory of `source`, as the list of members does; nil when it has none that can be listed.
    ///
    /// The budget of `source` is for the directory alone.
    package init?(_ source: ByteSource) {
        self.source = source
        do throws(ZipDirectory.Fault) {
            records = try ZipDirectory(source).records
        } catch {
            return nil
        }
    }

    /// How many members the directory has: their positions are those of the list, from 0.
    package var count: Int { records.count }

    /// Hands the bytes of the member at `position` to `take`, a piece at a time, until that answers false.
    ///
    /// Not more than the directory announces is read or inflated. What is a link, a folder, encrypted, or compressed in
    /// another way than stored or deflated is not unpacked.
    ///
    /// - Returns: whether the member passed whole.
    package func unpack(_ position: Int, to take: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        guard records.indices.contains(position) else { return false }
        let record = records[position]
        let kind = record.mode & 0xf000
        guard kind == 0 || kind == 0x8000, record.name.last != 0x2f, record.flags & 1 == 0,
            record.method == 0 || record.method == 8
        else { return false }
        // Its header and its name, its packed bytes, and what comes out of them with the piece that is one too many.
        let budget = min(record.packedSize, source.size) + min(record.size, 1 << 60) + 256 * 1_024
        let bounded = source.again(budget: budget)
        var left = record.size
        do throws(ReadingLimit) {
            guard let (start, _) = try MemberBytes.start(of: record, bounded) else { return false }
            return try MemberBytes.pass(record, from: start, bounded) { part in
                guard UInt64(part.count) <= left else { return false }
                left -= UInt64(part.count)
                return take(part)
            } && left == 0
        } catch {
            return false
        }
    }
}
