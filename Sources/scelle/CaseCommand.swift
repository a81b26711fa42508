internal import Operations

/// A command that works on one case file.
protocol CaseCommand: SpokenCommand {
    /// Which one.
    var caseFile: CaseOptions { get }
}

extension CaseCommand {
    var occasion: SpokenLanguage.Occasion { .caseFile(caseFile.folder) }
    var place: PlaceOptions? { caseFile.place }
}
