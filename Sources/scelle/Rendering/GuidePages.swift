internal import Operations
internal import Wording

/// What the guide says when everything is sealed.
enum GuidePages {
    /// The papers to print and sign, and the dates to ask a lawyer about.
    static func afterwards(_ papers: GuidedSubmission.Papers, _ reminders: [Reminder], in say: Phrasebook) -> Page {
        var page = Page()
        if !papers.paths.isEmpty {
            page.heading(say("guide.papers"))
            for path in papers.paths { page.paragraph(path.printable, indent: 2, hanging: 2) }
            page.paragraph(say("guide.papersHow"), indent: 2)
        }
        guard !reminders.isEmpty else { return page }
        page.heading(say("guide.reminders"))
        for reminder in reminders {
            let date = say.day(reminder.year, reminder.month, reminder.day)
            let past = reminder.isPast ? " " + say("guide.reminder.past") : ""
            page.paragraph(
                say("guide.reminder.\(reminder.subject.rawValue)", ["date": date]) + past,
                indent: 2,
                hanging: 2
            )
        }
        page.paragraph(say("guide.remindersLimits"), indent: 2)
        return page
    }
}

extension Phrasebook {
    fileprivate func day(_ year: Int, _ month: Int, _ day: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return language == .french ? "\(two(day))/\(two(month))/\(year)" : "\(year)-\(two(month))-\(two(day))"
    }
}
