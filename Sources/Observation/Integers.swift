/// Integers in bytes, by place; nil where the bytes end before.
extension [UInt8] {
    /// `count` bytes from `at`, most significant first.
    func big(_ count: Int, at offset: Int) -> UInt64? {
        guard offset >= 0, count <= 8, offset <= self.count - count else { return nil }
        return self[offset..<offset + count].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// `count` bytes from `at`, least significant first.
    func little(_ count: Int, at offset: Int) -> UInt64? {
        guard offset >= 0, count <= 8, offset <= self.count - count else { return nil }
        return self[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The bytes from `offset` on, `count` of them; nil where there are fewer.
    func slice(_ offset: Int, _ count: Int) -> ArraySlice<UInt8>? {
        guard offset >= 0, count >= 0, offset <= self.count - count else { return nil }
        return self[offset..<offset + count]
    }

    /// Whether `word` stands at `offset`.
    func has(_ word: StaticString, at offset: Int = 0) -> Bool {
        guard let slice = slice(offset, word.utf8CodeUnitCount) else { return false }
        return word.withUTF8Buffer { slice.elementsEqual($0) }
    }

    /// Where `word` stands from `start` on; nil when it does not, or only beyond `limit` bytes.
    func find(_ word: StaticString, from start: Int = 0) -> Int? {
        word.withUTF8Buffer { word in
            guard let first = word.first, count >= word.count else { return nil }
            let last = count - word.count
            var at = Swift.max(0, start)
            while at <= last {
                guard let next = self[at...last].firstIndex(of: first) else { return nil }
                if self[next..<next + word.count].elementsEqual(word) { return next }
                at = next + 1
            }
            return nil
        }
    }
}
