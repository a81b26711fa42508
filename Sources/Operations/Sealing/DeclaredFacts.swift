internal import Custody

/// What the submitter or the custodian declares about a call's files: kept as given, apart from anything observed.
///
/// Every field that is nil here is committed as "not asked".
package struct DeclaredFacts: Sendable {
    /// Who handed the files over.
    package var from: String?
    /// By which way they came.
    package var receivedVia: String?
    /// When they were handed over.
    package var receivedAt: String?
    /// The device they come from.
    package var device: String?
    /// Whether anything shows a minor intimately: the question must be answered, and for now only with "no".
    package var minorImagery: String?

    /// A title for the exhibits.
    package var title: String?
    /// The platform they show.
    package var platform: String?
    /// The account they show.
    package var account: String?
    /// Where it was published.
    package var url: String?
    /// When the capture was made.
    package var capturedAt: String?
    /// When what it shows was published.
    package var publishedAt: String?
    /// Who could see it: public, friends, private message.
    package var visibility: String?
    /// Whether the capture is entire, cropped, annotated.
    package var state: String?
    /// The series it belongs to.
    package var series: String?
    /// Anything else, about the exhibits.
    package var note: String?

    /// Nothing declared.
    package init() {}

    /// What a person types for "I was asked, and do not know".
    package static let unknown = "?"
}

// MARK: - Committed values

extension DeclaredFacts {
    /// The values of a `submission.received`, but for its list of digests.
    func submissionValues(_ surroundings: Surroundings) -> [String: CanonicalJSON] {
        [
            "from": Self.value(from), "receivedVia": Self.value(receivedVia),
            "receivedAt": Self.date(receivedAt, surroundings), "device": Self.value(device),
            "minorImagery": Self.value(minorImagery),
        ]
    }

    /// The values of an `exhibit.sealed` that are declared.
    func exhibitValues(_ surroundings: Surroundings) -> [String: CanonicalJSON] {
        [
            "title": Self.value(title), "platform": Self.value(platform), "account": Self.value(account),
            "url": Self.value(url), "capturedAt": Self.date(capturedAt, surroundings),
            "publishedAt": Self.date(publishedAt, surroundings), "visibility": Self.value(visibility),
            "state": Self.value(state), "series": Self.value(series), "note": Self.value(note),
        ]
    }

    private static func value(_ text: String?) -> CanonicalJSON {
        guard let text else { return DeclaredValue.notAsked.json }
        return text.utf8.elementsEqual(unknown.utf8) ? DeclaredValue.unknown.json : DeclaredValue.given(text).json
    }

    private static func date(_ text: String?, _ surroundings: Surroundings) -> CanonicalJSON {
        guard let text else { return DeclaredDate.notAsked.json }
        guard !text.utf8.elementsEqual(unknown.utf8) else { return DeclaredDate.unknown.json }
        return DeclaredDate(answer: text, offsetMinutes: surroundings.offsetMinutes).json
    }
}
