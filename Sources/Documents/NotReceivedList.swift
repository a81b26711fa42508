package import Custody
package import Wording

/// What a call found and did not receive, by name and reason, for whoever handed over: `non-recus.txt` beside the receipt.
///
/// It holds names, as the relevé does; the receipt, which anybody may see, has the numbers only.
package struct NotReceivedList: Sendable {
    /// What was not received.
    private let record: IntakeRecord

    /// The list of what `record` says was not received; nil when everything was.
    package init?(_ record: IntakeRecord) {
        guard !record.notReceived.isEmpty else { return nil }
        self.record = record
    }

    /// The list as text.
    package func text(in language: Language) -> String {
        var sheet = Sheet(in: language)
        sheet.title("notReceived.title")
        sheet.paragraph("notReceived.meaning")
        for (reason, names) in record.namesByReason {
            sheet.gap()
            sheet.fields("notReceived.\(reason.rawValue)", names)
        }
        return sheet.text
    }
}
