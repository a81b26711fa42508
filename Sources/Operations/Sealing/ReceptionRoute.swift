extension DeclaredFacts {
    /// Whether the declared way is one that usually strips files of what was recorded in them.
    var routeStripsMetadata: Bool { submission[.receivedVia].map { ReceptionRoute($0).stripsMetadata } ?? false }
}

/// A way by which files came, as it was declared, and what is known of such ways.
///
/// Messengers that send a picture as a picture shrink it and take its date, place and device out; sent as a document, by
/// cable or by e-mail it arrives as it was. A declared way is free text: its words are looked for, nothing else is inferred.
struct ReceptionRoute: Sendable {
    private let words: Set<String>
    private let text: String

    /// The way that `text` tells of.
    init(_ text: String) {
        self.text = text.lowercased()
        words = Set(self.text.split { !$0.isLetter && !$0.isNumber }.map(String.init))
    }

    /// Whether files that came this way have usually lost what was recorded in them.
    var stripsMetadata: Bool {
        if Self.copiesOfCopies.contains(where: { text.contains($0) }) { return true }
        return !words.isDisjoint(with: Self.messengers) && words.isDisjoint(with: Self.faithful)
    }

    /// Programs and services that send pictures as pictures unless told otherwise.
    private static let messengers: Set<String> = [
        "whatsapp", "messenger", "instagram", "insta", "snapchat", "snap", "telegram", "signal", "facebook", "twitter",
        "tiktok", "sms", "mms", "chat", "messagerie", "tchat",
    ]

    /// What says that the file itself was sent, whatever carried it.
    private static let faithful: Set<String> = [
        "document", "documents", "fichier", "fichiers", "file", "files", "usb", "câble", "cable", "export", "zip",
    ]

    /// A picture of a picture: what the first one recorded is not in it.
    private static let copiesOfCopies = [
        "capture de capture", "capture d'une capture", "capture d’une capture", "screenshot of a screenshot",
        "photo d'écran", "photo d’écran", "photo de l'écran", "photo de l’écran", "photo of the screen",
        "photo of a screen", "impression", "photocopie", "printout",
    ]
}
