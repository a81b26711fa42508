internal import Custody
internal import LedgerStore

/// The new folder that a call's receipt and list of digests go to; nothing is ever overwritten.
struct ReceiptFolder: Sendable {
    /// Its absolute path.
    let path: String

    /// What the files in it are called: with `sha256sum -c releve.sha256` the originals can be checked at any time.
    static let releveName = "releve.sha256"
    static let receiptName = "recu.txt"
    static let notReceivedName = "non-recus.txt"

    /// The folder `output`, which must not exist; by default one beside the case, named after it and the time.
    init(_ output: String?, beside caseFile: CaseFile, in surroundings: Surroundings) throws {
        if let output {
            path = surroundings.absolute(output)
            guard !DurableFile.exists(path) else { throw OperationError(.outputExists, ["path": output]) }
            return
        }
        let time = try surroundings.declaredTime().description.utf8.prefix(19)
        let digits = String(decoding: time.filter { (0x30...0x39).contains($0) }, as: UTF8.self)
        let stem = "\(caseFile.folder.path)-recu-\(digits.prefix(8))-\(digits.dropFirst(8))"
        var candidate = stem
        var number = 1
        while DurableFile.exists(candidate) {
            number += 1
            candidate = "\(stem)-\(number)"
        }
        path = candidate
    }

    /// The sheet of the item that the entry at `index` is about.
    static func sheetName(of index: UInt64) -> String { "fiche-\(index).txt" }

    /// Writes the receipt of a call that copied nothing, and a sheet an item.
    func write(sheets: [(index: UInt64, text: String)], receipt: [UInt8]) throws(FileSystemError) {
        try DurableFile.createFolders(path)
        for sheet in sheets {
            try DurableFile.write(Array(sheet.text.utf8), to: "\(path)/\(Self.sheetName(of: sheet.index))")
        }
        try DurableFile.write(receipt, to: "\(path)/\(Self.receiptName)")
    }

    /// Writes the files, those of this call only: a receipt that is written a second time tells the attested time too.
    ///
    /// What was found and not received has a list where there is any.
    func write(releve: Pouring, receipt: Pouring, notReceived: String?) throws {
        try DurableFile.createFolders(path)
        try DurableFile.write(to: "\(path)/\(Self.releveName)", pouring: releve)
        if let notReceived { try DurableFile.write(Array(notReceived.utf8), to: "\(path)/\(Self.notReceivedName)") }
        try DurableFile.write(to: "\(path)/\(Self.receiptName)", pouring: receipt)
    }
}
