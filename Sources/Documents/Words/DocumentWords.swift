package import Cryptography
package import Custody
package import Wording

/// How documents put values into words.
extension Phrasebook {
    /// A declared answer: as given, « non demandé », « inconnu », or, for nil, « non communiqué ».
    func declared(_ value: DeclaredValue?) -> String {
        switch value {
        case .given(let text): shown(text)
        case .notAsked: self("document.value.notAsked")
        case .unknown: self("document.value.unknown")
        case nil: self("document.value.withheld")
        }
    }

    /// A declared date: the words as given, then what they were taken to mean.
    func declared(_ value: DeclaredDate?) -> String {
        switch value {
        case .given(let words):
            var text = shown(words.text)
            if let bounds = words.bounds {
                text +=
                    " "
                    + self(
                        bounds.lowerBound == bounds.upperBound ? "document.date.taken" : "document.date.takenBetween",
                        ["from": clock(bounds.lowerBound), "to": clock(bounds.upperBound)]
                    )
            }
            if let zone = words.zone { text += " " + self("document.date.zone", ["zone": shown(zone)]) }
            return text
        case .notAsked: return self("document.value.notAsked")
        case .unknown: return self("document.value.unknown")
        case nil: return self("document.value.withheld")
        }
    }

    /// A declared date in its own words, without what they were taken to mean.
    func declaredWords(_ value: DeclaredDate?) -> String {
        if case .given(let words) = value { return shown(words.text) }
        return declared(value)
    }

    /// A declared answer on a head that people fill in: empty where the question was not put.
    func filledIn(_ value: DeclaredValue) -> String {
        value == .notAsked ? "" : declared(value)
    }

    /// Someone else's text on one line; « (vide) » when nothing can be seen of it.
    func shown(_ text: String) -> String {
        let line = ForeignText(text).line
        return line.isEmpty ? self("document.value.empty") : line
    }

    /// A moment on a calendar `offsetMinutes` east of UTC, without its zone.
    package func dateAndTime(_ instant: Instant, offsetMinutes: Int = 0) -> String {
        let time = instant.calendarTime(offsetMinutes: offsetMinutes)
        return dateAndTime(
            year: time.year,
            month: time.month,
            day: time.day,
            hour: time.hour,
            minute: time.minute,
            second: time.second
        )
    }

    /// A declared time with the offset that the computer's clock had.
    package func clock(_ time: DeclaredTime) -> String {
        dateAndTime(time.instant, offsetMinutes: time.offsetMinutes) + " (\(Self.zone(time.offsetMinutes)))"
    }

    /// A moment in UTC, then in the legal time of Paris.
    package func attested(_ instant: Instant) -> String {
        let offset = ParisTime.offsetMinutes(at: instant)
        return self(
            "document.time.attested",
            [
                "utc": dateAndTime(instant), "paris": dateAndTime(instant, offsetMinutes: offset),
                "zone": Self.zone(offset),
            ]
        )
    }

    /// The attested time of an entry; what to say when there is none.
    func attested(_ time: AttestedTime?) -> String {
        guard let time else { return self("document.time.none") }
        guard let accuracy = time.accuracy else {
            return self("document.time.noAccuracy", ["time": attested(time.genTime)])
        }
        return self("document.time.accuracy", ["time": attested(time.genTime), "accuracy": seconds(accuracy)])
    }

    /// `UTC+2`, `UTC-3:30`, `UTC`.
    static func zone(_ offsetMinutes: Int) -> String {
        guard offsetMinutes != 0 else { return "UTC" }
        let (hours, minutes) = abs(offsetMinutes).quotientAndRemainder(dividingBy: 60)
        let rest = minutes == 0 ? "" : minutes < 10 ? ":0\(minutes)" : ":\(minutes)"
        return "UTC\(offsetMinutes < 0 ? "-" : "+")\(hours)\(rest)"
    }

    /// Microseconds as seconds with as many decimals as they take.
    private func seconds(_ microseconds: Int64) -> String {
        let (whole, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        guard rest != 0 else { return String(whole) }
        var decimals = String(String(rest + 1_000_000).dropFirst())
        while decimals.hasSuffix("0") { decimals.removeLast() }
        return "\(whole)\(language == .french ? "," : ".")\(decimals)"
    }

    /// The program: name, version and platform.
    func program(_ tool: Tool) -> String {
        "\(ForeignText(tool.name).line) \(ForeignText(tool.version).line) (\(ForeignText(tool.platform).line))"
    }

    /// What an entry is about, in the field's words.
    func operation(_ kind: StatementKind) -> String {
        let key = "kind." + kind.name.prefix { $0 != "@" }
        return has(key) ? self(key) : self("kind.unknown") + " (\(ForeignText(kind.name).line))"
    }
}
