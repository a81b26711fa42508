internal import Cryptography
internal import Custody
internal import Operations
internal import TransparencyLog

/// What a call of `seal` did, as `seal --json` prints it.
struct SealReceiptJSON: Encodable {
    /// A file that is an exhibit now.
    struct Exhibit: Encodable {
        let exhibit: String
        let entry: UInt64
        let leafHash: String
        let name: String
        let size: UInt64
        let mediaType: String?
        let sha256: String
        let rereadFromMemory: Bool
    }

    /// A file whose content is an exhibit already.
    struct Duplicate: Encodable {
        let name: String
        let exhibit: String
    }

    let submission: String
    let submissionEntry: UInt64
    let exhibits: [Exhibit]
    let duplicates: [Duplicate]
    let skipped: [SkippedJSON]
    let assumed: AssumedJSON
    let links: [String]
    let origin: String
    let size: UInt64
    let root: String
    let releve: String
    let output: String?
    let timeBefore: StampRoundJSON?
    let time: StampRoundJSON
    let routeStripsMetadata: Bool
    let series: [Series]

    /// A declared series, and what it lacks.
    struct Series: Encodable {
        let name: String
        let count: Int
        let declaredCount: Int?
        let missing: [Int]
        let repeated: [Int]
    }

    init(_ receipt: SealReceipt) {
        submission = receipt.submission.hex
        submissionEntry = receipt.submissionIndex
        exhibits = receipt.exhibits.map {
            Exhibit(
                exhibit: $0.exhibit.hex,
                entry: $0.index,
                leafHash: $0.leafHash.hex,
                name: $0.name.display,
                size: $0.content.size,
                mediaType: $0.content.mediaType,
                sha256: $0.content.sha256.hex,
                rereadFromMemory: $0.wasRereadFromMemory
            )
        }
        duplicates = receipt.duplicates.map { Duplicate(name: $0.name.display, exhibit: $0.exhibit.hex) }
        skipped = receipt.skipped.map { SkippedJSON($0) }
        assumed = AssumedJSON(receipt.assumed)
        links = receipt.intake.files.filter(\.isBehindLink).map(\.name.display)
        origin = receipt.checkpoint.checkpoint.origin
        size = receipt.checkpoint.checkpoint.treeSize
        root = receipt.checkpoint.checkpoint.rootHash.hex
        releve = receipt.releveDigest.hex
        output = receipt.outputFolder
        timeBefore = receipt.timeBefore.map { StampRoundJSON($0) }
        time = StampRoundJSON(receipt.time)
        routeStripsMetadata = receipt.routeStripsMetadata
        series = receipt.series.map {
            Series(
                name: $0.name,
                count: $0.count,
                declaredCount: $0.declaredCount,
                missing: $0.missing,
                repeated: $0.repeated
            )
        }
    }
}

/// What was assumed when the declared facts were read.
struct AssumedJSON: Encodable {
    /// How a list of metadata was read.
    struct Metadata: Encodable {
        let sha256: String
        let encoding: String
        let separator: String
        let rows: Int
        let namesMatchedByEquivalence: Int
        let formulasKeptAsText: Int
    }

    let zone: String?
    let zoneRules: String?
    let datesReadDayFirst: Int
    let datesKeptAsWords: Int
    let doubtfulDatesAccepted: Int
    let metadata: Metadata?

    init(_ assumed: DeclaredAssumptions) {
        zone = assumed.zone
        zoneRules = assumed.zone == nil ? nil : ZoneRules.release
        datesReadDayFirst = assumed.dayFirstCount
        datesKeptAsWords = assumed.wordsCount
        doubtfulDatesAccepted = assumed.acceptedDoubts
        metadata = assumed.metadata.map {
            Metadata(
                sha256: $0.digest.hex,
                encoding: $0.encoding.rawValue,
                separator: $0.separator.rawValue,
                rows: $0.rowCount,
                namesMatchedByEquivalence: $0.equivalentNameCount,
                formulasKeptAsText: $0.formulaCount
            )
        }
    }
}

/// Something that was found and is not sealed.
struct SkippedJSON: Encodable {
    let name: String
    let reason: String

    init(_ skipped: SkippedFile) {
        name = skipped.name.display
        reason = skipped.reason.rawValue
    }
}

/// What a call of `seal` would take in, as `seal --dry-run --json` prints it.
struct IntakeJSON: Encodable {
    /// A file that would be sealed.
    struct File: Encodable {
        let name: String
        let size: UInt64
    }

    let files: [File]
    let skipped: [SkippedJSON]
    let links: [String]

    init(_ intake: Intake) {
        files = intake.files.map { File(name: $0.name.display, size: $0.size) }
        skipped = intake.skipped.map { SkippedJSON($0) }
        links = intake.files.filter(\.isBehindLink).map(\.name.display)
    }
}
