import Cryptography
import Custody

@testable import scelle

extension ReportSubject {
    /// A bundle verified at a moment in 2020, where the clock shows the time of Paris.
    static func sample(atSecond seconds: Int64) -> ReportSubject {
        guard let moment = DeclaredTime(Instant(secondsSince1970: seconds), offsetMinutes: 120) else {
            preconditionFailure("a year has four digits")
        }
        return ReportSubject(path: "remis", isAudit: false, moment: moment)
    }
}
