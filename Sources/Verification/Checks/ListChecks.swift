import Cryptography
import Custody
import TransparencyLog

// Check listLines, and what lists say for exhibitChain and pieceNumber: a list is read once, line by line, and what its lines
// say counts once all of them are known to be the ones that were committed to.

/// What the lines of one list came to.
struct ExaminedList {
    private var frontier = TreeFrontier()
    /// Why the lines are not those of their list; the first reason.
    private(set) var fault: ListError?
    private var met = MetExhibits()

    /// What a statement says of these lines.
    var list: EntryList { EntryList(count: frontier.size, root: frontier.rootHash) }

    /// Adds a line to the tree over all.
    mutating func take(_ bytes: [UInt8]) {
        _ = frontier.append(.leafHash(of: bytes))
    }

    /// Adds a line, and what it says; nil when it, or one before it, is no line of such a list.
    mutating func take<Line: ListLine>(
        _ bytes: [UInt8],
        after last: Line?,
        exhibits: ExhibitRegister
    ) -> Line? {
        let position = Int(frontier.size)
        take(bytes)
        guard fault == nil else { return nil }
        do throws(ListError) {
            let line: Line = try ListLines.line(bytes, at: position)
            guard met.insert(line.exhibit, in: exhibits) else { throw .repeatedExhibit(position) }
            if let last, !line.mayFollow(last) { throw .outOfOrder(position) }
            return line
        } catch {
            fault = error
            return nil
        }
    }
}

extension LedgerExamination {
    /// Lists travel beside their statement: the lines must be those of the root that it commits to.
    mutating func takeLists(of statement: Statement, at index: UInt64) {
        for (name, list) in statement.lists.sorted(by: { $0.key < $1.key }) {
            let subject = Subject.field(entry: index, name: name)
            var examined = ExaminedList()
            var numbers: [PieceNumber] = []
            var otherHeads: [ExhibitID] = []
            let isShown: Bool
            do {
                isShown =
                    switch name {
                    case PieceNumber.listName: try readNumbers(at: index, &examined, &numbers)
                    case ExhibitHead.listName: try readHeads(at: index, &examined, &otherHeads)
                    default: try evidence.listLines(index, name) { examined.take($0) }
                    }
            } catch {
                report.fail(.listLines, subject, Cause(.unreadable, ["path": subject.name, "reason": "\(error)"]))
                continue
            }
            guard isShown else {
                missingLists.append((index, name, statement.kind))
                continue
            }
            guard examined.list == list else {
                report.fail(.listLines, subject, Cause(.listDiffers, ["list": name]))
                continue
            }
            report.pass(.listLines)
            if let fault = examined.fault {
                report.fail(.listLines, subject, Cause(.listMalformed, ["reason": "\(fault)"]))
                continue
            }
            keep(numbers, subject)
            for exhibit in otherHeads {
                report.fail(.exhibitChain, subject, Cause(.headOfExhibitDiffers, ["exhibit": exhibit.hex]))
            }
        }
    }

    private func readNumbers(
        at index: UInt64,
        _ examined: inout ExaminedList,
        _ numbers: inout [PieceNumber]
    ) throws -> Bool {
        try evidence.listLines(index, PieceNumber.listName) { bytes in
            if let line = examined.take(bytes, after: numbers.last, exhibits: exhibits) { numbers.append(line) }
        }
    }

    /// A statement about many exhibits names the newest entry of each: nothing about them was left out before it.
    ///
    /// `others` are the exhibits whose newest entry is another.
    private func readHeads(
        at index: UInt64,
        _ examined: inout ExaminedList,
        _ others: inout [ExhibitID]
    ) throws -> Bool {
        var last: ExhibitHead?
        return try evidence.listLines(index, ExhibitHead.listName) { bytes in
            guard let line = examined.take(bytes, after: last, exhibits: exhibits) else { return }
            last = line
            if !isHead(line.head, of: line.exhibit) { others.append(line.exhibit) }
        }
    }

    private mutating func keep(_ numbers: [PieceNumber], _ subject: Subject) {
        for line in numbers {
            guard exhibits.number(of: line.exhibit) == nil, takenNumbers.insert(line.number) else {
                report.fail(.pieceNumber, subject, Cause(.numberTwice, ["number": String(line.number)]))
                continue
            }
            exhibits.number(line.exhibit, as: line.number)
        }
    }
}
