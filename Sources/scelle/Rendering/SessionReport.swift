internal import Operations
internal import Verification

extension Session {
    /// Shows a report in the form that was asked for; the status is the verdict's.
    func show(_ report: VerificationReport, of path: String, isAudit: Bool, asJSON: Bool) throws -> ExitStatus {
        let subject = ReportSubject(path: path, isAudit: isAudit, moment: try surroundings.declaredTime())
        if asJSON {
            // A report has a hundred thousand pieces: their lines are made as they are printed.
            try terminal.show(
                json: ReportJSON(report, of: subject, in: say, withPieces: false),
                filling: "pieces",
                with: report.summary.pieces.lazy.map { ReportJSON.PieceLine($0) }
            )
        } else {
            terminal.show(ReportPage(report, of: subject, in: say).page)
        }
        return report.verdict.exitStatus
    }
}

extension Verdict {
    /// The status that a verification with this verdict ends with.
    var exitStatus: ExitStatus {
        switch self {
        case .passed: .done
        case .failed: .refused
        case .indeterminate: .incomplete
        }
    }
}
