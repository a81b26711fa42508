internal import Cryptography
internal import Operations
internal import Wording

/// What is said about time: what authorities attested, what is pending, what an authority is.
enum TimePages {
    /// What came of one round of time stamps, as a page of its own.
    static func round(_ round: StampRound, in say: Phrasebook) -> Page {
        var page = Page()
        describe(round, on: &page, in: say)
        if round.stamps.isEmpty, round.failures.isEmpty, !round.isPending { page.paragraph(say("time.complete")) }
        return page
    }

    /// What came of one round of time stamps: who attested what, who gave nothing and why, what is pending.
    static func describe(_ round: StampRound, on page: inout Page, in say: Phrasebook) {
        for stamp in round.stamps {
            let words = ["authority": stamp.authority, "time": say.moment(stamp.genTime)]
            page.paragraph(say("time.stamped", words).printable, indent: 2, hanging: 2)
        }
        for failure in round.failures {
            let reason = say(failure.error.messageKey, failure.error.arguments)
            page.paragraph(
                say("time.notStamped", ["authority": failure.authority, "reason": reason]).printable,
                indent: 2,
                hanging: 2,
                .doubtful
            )
        }
        guard round.isPending else { return }
        page.paragraph(
            say(round.authorityCount == 0 ? "time.pendingNobody" : "time.pending"),
            indent: 2,
            hanging: 2,
            .doubtful
        )
    }

    /// An authority as its answer shows it.
    static func authority(_ checked: CheckAuthority.CheckedAuthority, in say: Phrasebook) -> Page {
        var page = Page()
        page.line(say("authority.answered", ["host": checked.host.printable]), .heading)
        page.field(say("authority.time"), say.moment(checked.genTime), in: say)
        page.field(say("authority.accuracy"), accuracy(checked.accuracy, in: say), in: say)
        page.field(say("authority.policy"), checked.policy, in: say)
        page.field(say("authority.serial"), checked.serialNumber, in: say)
        page.field(say("authority.class"), checked.authorityClass ?? say("authority.classUnknown"), in: say)
        for (position, certificate) in checked.path.enumerated() {
            let isLast = position == checked.path.count - 1
            let role = position == 0 ? "authority.signer" : isLast ? "authority.top" : "authority.intermediate"
            page.field(say(role), certificate.names.joined(separator: ", "), in: say)
            page.field(say("authority.until"), say.moment(certificate.notAfter), in: say, indent: 4)
            page.fingerprint(certificate.fingerprint, in: say, indent: 4)
        }
        page.line()
        page.paragraph(say(checked.endsInKnownRoot ? "authority.known" : "authority.unknown"))
        return page
    }

    /// A clock's accuracy in seconds; that it says none is said.
    private static func accuracy(_ microseconds: Int64?, in say: Phrasebook) -> String {
        guard let microseconds else { return say("authority.noAccuracy") }
        let rest = String(microseconds % 1_000_000)
        let digits = String(repeating: "0", count: 6 - rest.count) + rest
        let fraction = String(digits.reversed().drop { $0 == "0" }.reversed())
        let whole = String(microseconds / 1_000_000)
        let mark = say.language == .french ? "," : "."
        return "±\u{a0}\(fraction.isEmpty ? whole : whole + mark + fraction)\u{a0}s"
    }
}
