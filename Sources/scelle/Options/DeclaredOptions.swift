internal import ArgumentParser
internal import Operations

/// What is declared about the files: every one of these is kept as it is typed, apart from anything observed.
struct DeclaredOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Who handed the files over.", valueName: "name"))
    var from: String?

    @Option(help: ArgumentHelp("By which way they came: USB, e-mail, a messenger.", valueName: "way"))
    var receivedVia: String?

    @Option(help: ArgumentHelp("When they were handed over.", valueName: "date"))
    var receivedAt: String?

    @Option(help: ArgumentHelp("The platform that they show.", valueName: "name"))
    var platform: String?

    @Option(help: ArgumentHelp("The account that they show.", valueName: "account"))
    var account: String?

    @Option(help: ArgumentHelp("Where it was published.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("The device that they come from.", valueName: "device"))
    var device: String?

    @Option(help: ArgumentHelp("When the capture was made.", valueName: "date"))
    var capturedAt: String?

    @Option(help: ArgumentHelp("When what it shows was published or sent.", valueName: "date"))
    var publishedAt: String?

    @Option(help: ArgumentHelp("Who could see it: public, friends, private message.", valueName: "circle"))
    var visibility: String?

    @Option(help: ArgumentHelp("Whether the capture is entire, cropped, annotated.", valueName: "state"))
    var state: String?

    @Option(help: ArgumentHelp("The series that they belong to.", valueName: "name"))
    var series: String?

    @Option(help: ArgumentHelp("How many captures the series has, as far as is known.", valueName: "number"))
    var seriesCount: Int?

    @Option(help: ArgumentHelp("How one capture of the series overlaps with the next.", valueName: "text"))
    var overlap: String?

    @Option(help: ArgumentHelp("A title for the exhibits.", valueName: "title"))
    var title: String?

    @Option(help: ArgumentHelp("Anything else about the exhibits.", valueName: "text"))
    var note: String?

    @Option(help: ArgumentHelp("The time zone of dates that name none; else the case's.", valueName: "Area/City"))
    var zone: String?

    @Flag(help: "Seal dates that raise a question (future, 1970, an hour that came twice) as they are declared.")
    var acceptDates = false

    @Flag(help: "Answers: none of the files shows a minor intimately, not even as a thumbnail.")
    var noMinorImagery = false

    @Option(
        help: ArgumentHelp("Answers whether any of the files shows a minor intimately.", valueName: "yes|no|?")
    )
    var minorImagery: MinorImageryAnswer?

    func validate() throws {
        guard !noMinorImagery || minorImagery == nil else {
            throw ValidationError("--no-minor-imagery and --minor-imagery exclude one another.")
        }
        guard series != nil || (seriesCount == nil && overlap == nil) else {
            throw ValidationError("--series-count and --overlap need --series.")
        }
        guard seriesCount.map({ (1...9_999).contains($0) }) ?? true else {
            throw ValidationError("--series-count takes a number from 1 to 9999.")
        }
    }

    /// The facts as the operation takes them; what was not typed was not asked.
    var facts: DeclaredFacts {
        var facts = DeclaredFacts()
        facts.submission[.from] = from
        facts.submission[.receivedVia] = receivedVia
        facts.submission[.receivedAt] = receivedAt
        facts.everyExhibit[.platform] = platform
        facts.everyExhibit[.account] = account
        facts.everyExhibit[.url] = url
        facts.submission[.device] = device
        facts.everyExhibit[.capturedAt] = capturedAt
        facts.everyExhibit[.publishedAt] = publishedAt
        facts.everyExhibit[.visibility] = visibility
        facts.everyExhibit[.state] = state
        facts.declareSeries(series, count: seriesCount, overlap: overlap)
        facts.everyExhibit[.title] = title
        facts.everyExhibit[.note] = note
        facts.minorImagery = noMinorImagery ? .no : minorImagery
        facts.zone = zone
        return facts
    }
}

extension MinorImageryAnswer: ExpressibleByArgument {
    init?(argument: String) { self.init(typed: argument) }
}
