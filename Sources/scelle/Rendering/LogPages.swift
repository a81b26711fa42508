internal import Custody
internal import Operations
internal import Wording

/// The ledger entry by entry, in columns of fixed width: a long ledger is never held in memory.
struct LogPages {
    private let say: Phrasebook
    /// Runs of entries that one time covers, as they are met.
    private var runs: [(first: UInt64, last: UInt64, time: AttestedTime)] = []

    init(in say: Phrasebook) {
        self.say = say
    }

    /// The headings.
    var head: Page {
        var page = Page()
        page.line(
            row([say("table.entry"), say("table.declaredAt"), say("table.kind"), "", say("table.exhibit")]),
            .heading
        )
        page.line(row(Self.widths.map { String(repeating: "-", count: $0) }))
        return page
    }

    /// One entry; below it what was declared, when that is unlocked.
    mutating func next(_ line: ReadLog.Line) -> Page {
        keepTime(of: line)
        var page = Page()
        let statement = line.statement
        let moment = say.shortMoment(statement.declaredAt)
        let kind = KindWords(statement.kind, in: say)
        let exhibit = statement.exhibit.map { String($0.hex.prefix(8)) } ?? ""
        page.line(row([say.number(line.index), moment, kind.family, kind.word, exhibit]))
        if let name = line.openings?.receivedName { page.line(Self.indented(name.display)) }
        return page
    }

    /// Extends the last run or begins one; a record of stamps or of a release waits for no time of its own.
    private mutating func keepTime(of line: ReadLog.Line) {
        if line.time == .pending, [.timestampRecorded, .bundleReleased].contains(line.statement.kind) { return }
        if let last = runs.last, last.time == line.time {
            runs[runs.count - 1].last = line.index
        } else {
            runs.append((line.index, line.index, line.time))
        }
    }

    /// Which entries have which attested time.
    var end: Page {
        var page = Page()
        page.line()
        for run in runs {
            let range =
                run.first == run.last
                ? say("subject.entry", ["name": say.number(run.first)])
                : say(
                    "subject.entries",
                    ["name": say("report.range", ["first": say.number(run.first), "last": say.number(run.last)])]
                )
            page.paragraph(
                say("log.time", ["entries": range, "time": AttestedWords(run.time, in: say).sentence]),
                hanging: 2
            )
        }
        page.paragraph(say("list.notVerified"))
        return page
    }

    /// Number, declared time, kind, word, exhibit: 80 columns with the gaps.
    private static let widths = [7, 19, 21, 17, 8]

    private static func indented(_ text: String) -> String {
        let margin = String(repeating: " ", count: widths[0] + 2)
        return margin + text.printable.shortened(to: Terminal.width - margin.count)
    }

    private func row(_ cells: [String]) -> String {
        var line = ""
        for (position, cell) in cells.enumerated() {
            let width = Self.widths[position]
            let shown = cell.printable.shortened(to: width)
            line += (position == 0 ? shown.aligned(to: width) : "  " + shown.padded(to: width))
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}
