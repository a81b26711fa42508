internal import Cryptography
internal import Documents
internal import LedgerStore
internal import Timestamping

extension CaseFile {
    /// The earliest time stamp over a checkpoint that covers the entry at `index`, as documents show it: up to the
    /// checkpoint of `size` where one is given; nil while there is none.
    func shownTime(of index: UInt64, upTo size: UInt64 = .max) throws -> Documents.AttestedTime? {
        let sizes = try ledger.stampedSizes().filter { $0 > index && $0 <= size }
        let tokens = try sizes.flatMap { try ledger.timestamps(size: $0) }
            .map { try TimeStampToken(parsing: $0.token) }
        guard let earliest = tokens.min(by: { $0.genTime < $1.genTime }) else { return nil }
        return Documents.AttestedTime(earliest)
    }
}

extension Documents.AttestedTime {
    /// The time that `token` attests, as documents show it.
    init(_ token: TimeStampToken) {
        self.init(
            genTime: token.genTime,
            accuracy: token.accuracy,
            authority: token.signer?.commonName ?? token.signer?.fingerprint.hex ?? "",
            serialNumber: token.serialNumber.hex
        )
    }
}
