internal import Cryptography
internal import Operations
internal import Wording

/// What is said about keys that are kept unlocked.
enum UnlockPages {
    /// Whose keys, until when, and what ends it sooner.
    static func unlocked(_ unlocked: Unlock.Unlocked, in session: Session) -> Page {
        let say = session.say
        var page = Page()
        let end = session.surroundings.now().adding(seconds: unlocked.seconds)
        let words = ["name": unlocked.identity, "time": say.moment(end)]
        page.paragraph(say("unlock.unlocked", words).printable, .heading)
        page.field(say("unlock.folder"), unlocked.folder, in: say)
        page.paragraph(say(unlocked.endsWithSession ? "unlock.ends" : "unlock.endsAlone"), indent: 2)
        return page
    }
}
