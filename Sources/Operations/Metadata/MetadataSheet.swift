internal import Cryptography
internal import Custody
internal import LedgerStore

/// A list of metadata as a person wrote it: a row for each file, an answer in each cell.
///
/// The steps are those of `docs/formats/metadata.md` § 3. Whatever is wrong is refused by its line, before anything is sealed.
struct MetadataSheet {
    private let path: String
    private let rows: [Row]
    private let reading: (digest: Digest, encoding: MetadataReading.Encoding, separator: MetadataReading.Separator)
    private let formulaCount: Int

    /// What one row declares.
    private struct Row {
        let line: Int
        let name: String
        var answers = DeclaredAnswers<ExhibitQuestion>()
        var zone: String?
    }

    /// Reads the list at `path`.
    init(reading path: String, in surroundings: Surroundings) throws {
        let source = try SourceFile(opening: Array(surroundings.absolute(path).utf8))
        // One byte more than is read tells a list that is too large.
        let bytes = try source.beginning(MetadataText.largestByteCount + 1)
        guard bytes.count <= MetadataText.largestByteCount else {
            throw OperationError(.metadataTooLarge, ["path": path, "limit": "\(MetadataText.largestByteCount >> 20)"])
        }
        let text = try MetadataText(bytes, path: path)
        let table = try MetadataTable(text.text, path: path)
        guard let head = table.rows.first else { throw OperationError(.metadataEmpty, ["path": path]) }
        let columns = try Self.columns(of: head, path: path)
        var formulas = 0
        rows = try table.rows.dropFirst().map { try Self.row($0, columns, path: path, formulas: &formulas) }
        formulaCount = formulas
        reading = (Digest(of: bytes), text.encoding, table.separator)
        self.path = path
    }

    /// What each column of the head holds: every name known, none twice, and one that names the file.
    private static func columns(of head: MetadataTable.Row, path: String) throws -> [MetadataColumn?] {
        var columns: [MetadataColumn?] = []
        for name in head.cells {
            let place = ["path": path, "line": "\(head.line)", "column": name]
            if name.allSatisfy(\.isWhitespace) {
                // A spreadsheet leaves columns that have neither title nor content.
                columns.append(nil)
                continue
            }
            guard let column = MetadataColumn(named: name) else { throw OperationError(.metadataColumnUnknown, place) }
            guard !columns.contains(column) else { throw OperationError(.metadataColumnRepeated, place) }
            columns.append(column)
        }
        guard columns.contains(.file) else {
            throw OperationError(.metadataFileColumnMissing, ["path": path, "line": "\(head.line)"])
        }
        return columns
    }

    private static func row(
        _ row: MetadataTable.Row,
        _ columns: [MetadataColumn?],
        path: String,
        formulas: inout Int
    ) throws -> Row {
        guard row.cells.count == columns.count else {
            throw OperationError(
                .metadataCellCount,
                ["path": path, "line": "\(row.line)", "found": "\(row.cells.count)", "expected": "\(columns.count)"]
            )
        }
        var name = ""
        var answers = DeclaredAnswers<ExhibitQuestion>()
        var zone: String?
        for (column, cell) in zip(columns, row.cells) {
            if MetadataTemplate.looksLikeFormula(cell) { formulas += 1 }
            switch column {
            // The mark that a template puts before what a spreadsheet would calculate is no part of the name.
            case .some(.file): name = MetadataTemplate.unescaped(cell)
            case .some(.zone) where !cell.isEmpty:
                guard ZoneRules(named: cell) != nil else {
                    throw OperationError(.metadataZoneUnknown, ["path": path, "line": "\(row.line)", "zone": cell])
                }
                zone = cell
            case .some(.zone): break
            case .some(.answer(let question)):
                // An empty cell is a question that was not asked.
                if !cell.allSatisfy(\.isWhitespace) { answers[question] = cell }
            case nil:
                guard cell.allSatisfy(\.isWhitespace) else {
                    throw OperationError(.metadataColumnUnknown, ["path": path, "line": "\(row.line)", "column": ""])
                }
            }
        }
        guard !name.isEmpty else {
            throw OperationError(.metadataNameMissing, ["path": path, "line": "\(row.line)"])
        }
        return Row(line: row.line, name: name, answers: answers, zone: zone)
    }
}

// MARK: - Files

extension MetadataSheet {
    /// Puts what the rows declare into `facts`: a row for each of `files`, and a file for each row.
    ///
    /// The list itself, where it lies among the files, may do without a row.
    func declare(of files: ReceivedFiles, into facts: inout DeclaredFacts, in surroundings: Surroundings) throws {
        var matching = NameMatching(files.map(\.name))
        var lines: [[UInt8]: Int] = [:]
        for row in rows {
            let place = ["path": path, "line": "\(row.line)", "name": row.name]
            guard let name = try matching.match(row.name, orThrow: OperationError(.metadataNameAmbiguous, place)) else {
                throw OperationError(.metadataRowWithoutFile, place)
            }
            if let earlier = lines.updateValue(row.line, forKey: name.bytes) {
                throw OperationError(
                    .metadataRowRepeated,
                    ["path": path, "line": "\(row.line)", "name": row.name, "other": "\(earlier)"]
                )
            }
            facts.exhibits[name.bytes] = row.answers
            facts.zones[name.bytes] = row.zone
        }
        let own = Array(surroundings.absolute(path).utf8)
        for file in files where lines[file.name.bytes] == nil && file.path != own {
            throw OperationError(.metadataFileWithoutRow, ["path": path, "name": file.name.display])
        }
        facts.metadata = MetadataReading(
            digest: reading.digest,
            encoding: reading.encoding,
            separator: reading.separator,
            rowCount: rows.count,
            equivalentNameCount: matching.equivalentCount,
            formulaCount: formulaCount
        )
    }
}
