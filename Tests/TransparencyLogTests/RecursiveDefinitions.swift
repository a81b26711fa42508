import Cryptography
import TransparencyLog

/// RFC 6962 § 2.1 as it is written: the recursive definitions, over leaf entries, with nothing made faster.
///
/// `D` is the list of entries, `n` its length, `k` the largest power of two smaller than `n`.
enum RecursiveDefinitions {
    /// MTH(D[n]).
    static func MTH(_ D: ArraySlice<[UInt8]>) -> [UInt8] {
        let n = D.count
        if n == 0 { return Digest(of: []).bytes }
        if n == 1 { return Digest(of: [0x00] + D[D.startIndex]).bytes }
        let k = split(n)
        return Digest(of: [0x01] + MTH(D.prefix(k)) + MTH(D.dropFirst(k))).bytes
    }

    /// PATH(m, D[n]).
    static func PATH(_ m: Int, _ D: ArraySlice<[UInt8]>) -> [[UInt8]] {
        let n = D.count
        if n == 1 { return [] }
        let k = split(n)
        return m < k
            ? PATH(m, D.prefix(k)) + [MTH(D.dropFirst(k))]
            : PATH(m - k, D.dropFirst(k)) + [MTH(D.prefix(k))]
    }

    /// PROOF(m, D[n]).
    static func PROOF(_ m: Int, _ D: ArraySlice<[UInt8]>) -> [[UInt8]] {
        SUBPROOF(m, D, true)
    }

    /// SUBPROOF(m, D[n], b).
    static func SUBPROOF(_ m: Int, _ D: ArraySlice<[UInt8]>, _ b: Bool) -> [[UInt8]] {
        let n = D.count
        if m == n { return b ? [] : [MTH(D)] }
        let k = split(n)
        return m <= k
            ? SUBPROOF(m, D.prefix(k), b) + [MTH(D.dropFirst(k))]
            : SUBPROOF(m - k, D.dropFirst(k), false) + [MTH(D.prefix(k))]
    }

    /// The largest power of two smaller than `n`, by trying them.
    static func split(_ n: Int) -> Int {
        var k = 1
        while 2 * k < n { k *= 2 }
        return k
    }
}

/// The entries of the test ledgers, each naming its index.
func sampleEntries(_ count: Int) -> [[UInt8]] {
    (0..<count).map { [UInt8]("entry \($0)".utf8) }
}

/// The tree over `sampleEntries`.
func sampleTree(_ count: Int) -> MerkleTree {
    MerkleTree(leafHashes: sampleEntries(count).map { .leafHash(of: $0) })
}
