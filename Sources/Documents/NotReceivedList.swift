package import Custody
package import Wording

/// What a call found and did not receive, by name and reason, for whoever handed over: `non-recus.txt` beside the receipt.
///
/// It holds names, as the relevé does; the receipt, which anybody may see, has the numbers only.
package struct NotReceivedList: Sendable {
    /// What was not received.
    package let omissions: [IntakeRecord.Omission]

    /// The list of what `record` says was not received; nil when everything was.
    package init?(_ record: IntakeRecord) {
        guard !record.notReceived.isEmpty else { return nil }
        omissions = record.notReceived
    }

    /// The list as text.
    package func text(in language: Language) -> String {
        var sheet = Sheet(in: language)
        sheet.title("notReceived.title")
        sheet.paragraph("notReceived.meaning")
        // In one order whatever was found: what is missing in the case comes first.
        for reason in [IntakeRecord.Reason.unreadable, .placeholder, .incomplete, .lock, .debris, .caseFolder] {
            let names = omissions.filter { $0.reason == reason }.map { ForeignText($0.name.display).line }
            guard !names.isEmpty else { continue }
            sheet.gap()
            sheet.fields("notReceived.\(reason.rawValue)", names)
        }
        return sheet.text
    }
}
